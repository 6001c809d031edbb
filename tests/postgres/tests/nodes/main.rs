//! Several nodes on one database, and what becomes of one that dies, breaks off or is older than the others.

mod samples;

mod breaks;
mod posting;
mod pushes;
mod races;
mod upgrades;
