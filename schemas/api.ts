// Types of the newest API layer by name, for those who write RPC handlers and calls.

import type { ApiResults, ApiTypes } from './api-types.generated.ts';

/** Any constructor or method of the newest layer. */
export type ApiObject = ApiTypes[keyof ApiTypes];

/** The object of that name: `Api<'user'>`, `Api<'help.getConfig'>`. */
export type Api<Name extends keyof ApiTypes> = ApiTypes[Name];

/** The name of a method. */
export type ApiMethod = keyof ApiResults;

/** What a method answers: `ApiResult<'help.getConfig'>`. */
export type ApiResult<Method extends ApiMethod> = ApiResults[Method];
