/** What a client shows when it connects. */
export interface Login {
  readonly clientId: string;
  readonly username?: string;
  readonly password?: string;
  /** Common name of its TLS certificate, verified against the listener's `ca`. */
  readonly certificateName?: string;
  /** `host:port` it comes from. */
  readonly address: string;
}

/** Who a client is. */
export interface Identity {
  /** Its account: one client id belongs to one name at a time. */
  readonly name: string;
  readonly role: string;
  /** What {@link AccessRules.mayStay} compares with. */
  readonly since?: string;
}

/** A client that was let in. */
export interface Session extends Identity {
  readonly clientId: string;
  readonly address: string;
}

/** Says that a client must wait before its login is looked at. Its message may be shown. */
export class LoginThrottled extends Error {
  override name = "LoginThrottled";
}

/** Who may come in, and do what. */
export interface AccessRules {
  /**
   * Who a client is; undefined: not let in (CONNACK 4). A rejection counts as "not now" (CONNACK 3), so that the client tries again. What the client
   * typed must not get into the log: people type passwords into the field of the name.
   */
  authenticate(login: Login): Promise<Identity | undefined>;
  /** Whether a client may stay connected, asked every few seconds: its account may be gone by now. Default: yes. */
  mayStay?(session: Session): boolean;
  mayPublish(session: Session, topic: string): boolean;
  /** Asked for subscriptions, and for every message on its way to the client: a session may be older than what its owner may do. */
  maySubscribe(session: Session, filter: string): boolean;
}

/** Everybody may do everything: for tests, and for a listener on the loopback interface. */
export const openAccess: AccessRules = {
  authenticate: async () => ({ name: "anyone", role: "anyone" }),
  mayPublish: () => true,
  maySubscribe: () => true,
};
