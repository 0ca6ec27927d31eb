export { bundledEntries, bundleEntries } from './bundle.ts';
