//! The site, seen from outside: what its pages say and what they cannot do, and which files it touches.

mod dashboard;
mod feed;
mod golden;
mod hostile;
mod links;
mod numbers;
mod page;
mod search;
mod seed;
mod sizes;
mod writing;
