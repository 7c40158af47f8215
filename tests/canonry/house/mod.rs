//! The rules of the house: imports point down, no file imports in a circle, each room keeps its secret.

mod examples;
mod map;
mod rules;
mod uses;
