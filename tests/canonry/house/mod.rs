//! The rules of the house: imports point down, no file imports in a circle, each room keeps its secret, and its lines
//! are in plain English and not too wide.

mod examples;
mod map;
mod rules;
mod text;
mod uses;
mod words;
