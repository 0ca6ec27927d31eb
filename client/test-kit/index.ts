export { ROUTES, type Route, SECRETS } from './routes.ts';
