// Who the client is. https://core.telegram.org/method/initConnection

/** What a client said of itself in initConnection. */
export interface ClientInfo {
  readonly layer: number;
  readonly apiId: number;
  readonly deviceModel: string;
  readonly systemVersion: string;
  readonly appVersion: string;
  readonly langCode: string;
}
