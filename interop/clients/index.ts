export { type ForeignClient, type Order, orderOf } from './foreign-client.ts';
