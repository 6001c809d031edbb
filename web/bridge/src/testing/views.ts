import type { ChannelRowView, PersonView, PostView } from "../views";

/** An id as the server makes them: 26 characters, the same for the same name. */
export const id = (name: string) =>
  name
    .replace(/[^a-z0-9]/g, "")
    .padEnd(26, "x")
    .slice(0, 26);

/** A row of the channel list, read and quiet unless told otherwise. */
export const channelRow = (row: Partial<ChannelRowView> & { name: string }): ChannelRowView => ({
  id: id(row.name.toLowerCase()),
  kind: "public",
  unread: false,
  mentions: 0,
  muted: false,
  status: null,
  last_post_at: 1_700_000_000_000,
  ...row,
});

/** A post of somebody else's that the server has. */
export const post = (view: Partial<PostView> & { message: string }): PostView => ({
  id: id(`post${view.create_at ?? ""}${view.message.toLowerCase()}`),
  pending_post_id: "",
  root_id: null,
  user_id: id("ana"),
  author: "Ana Duarte",
  own: false,
  system: false,
  create_at: 1_700_000_000_000,
  edited: false,
  delivery: "sent",
  failure: null,
  ...view,
});

/** A person one can write to. */
export const person = (view: Partial<PersonView> & { display_name: string }): PersonView => ({
  user_id: id(view.display_name.toLowerCase()),
  username: view.display_name.split(" ")[0]?.toLowerCase() ?? "",
  status: "online",
  ...view,
});
