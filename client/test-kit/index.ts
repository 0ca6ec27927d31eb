export { ROUTES, type Route, SECRETS } from './routes.ts';
export { ScriptedServer } from './scripted-server.ts';
