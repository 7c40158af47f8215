//! The site, seen from outside: what its pages say and what they cannot do, and which files it touches.

mod links;
mod page;
mod seed;
mod writing;
