//! What clients should not send, and do: never a fault, always a refusal that says what is wrong.

mod bodies;
mod cast;
mod ended;
mod every_page;
mod pending;
mod reach;
mod sockets;
