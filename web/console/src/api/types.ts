/** The parts of the server's API v4 the console reads. Source: the wire types of the server (`wire/api`). */

/** An account. */
export type User = {
  id: string;
  username: string;
  first_name: string;
  last_name: string;
  nickname: string;
  email: string;
  position: string;
  /** Names of roles, with spaces between. */
  roles: string;
  /** Milliseconds since 1970. */
  create_at: number;
  /** Milliseconds since 1970 when it was deactivated; 0 while it is active. */
  delete_at: number;
  /** Milliseconds since 1970; absent where the server does not say. */
  last_activity_at?: number;
};

/** Somebody's being signed in somewhere. */
export type Session = {
  id: string;
  /** Milliseconds since 1970. */
  create_at: number;
  /** Milliseconds since 1970; 0 never. */
  expires_at: number;
  /** Milliseconds since 1970. */
  last_activity_at: number;
  /** Where pushes go, with the app's kind in front; empty where none do. */
  device_id: string;
  props: { platform?: string; os?: string; browser?: string; isMobile?: string; mobile_version?: string };
};

/** How much of a message a push carries. */
export type PushContents = "id_loaded" | "generic_no_channel" | "generic" | "full";

/** The settings the console changes. */
export type Config = {
  TeamSettings?: { SiteName?: string };
  EmailSettings: { SendPushNotifications: boolean; PushNotificationContents: PushContents };
};
