export { type GapHandler, UpdateFeed, type UpdateHandler } from './update-feed.ts';
