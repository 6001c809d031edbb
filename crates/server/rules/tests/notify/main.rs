//! Who is pushed: the written rules case by case.

mod mentions;
mod presence;
mod secrecy;
mod stage;
mod threads;
mod vectors;
