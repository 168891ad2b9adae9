//! The fourth module: administration in Boss. It holds no rule of it: those are the edge's, and what a form checks is to
//! save a round trip.

pub mod address;
pub mod agency;
pub mod applications;
pub mod audit;
pub mod change;
pub mod copy;
pub mod csv;
pub mod desk;
pub mod employees;
pub mod form;
pub mod list;
pub mod list_page;
pub mod modal;
pub mod one_page;
pub mod overtaken;
pub mod parts;
pub mod piece;
pub mod root;
pub mod sending;
pub mod shell;
pub mod step_up;
pub mod structure_units;
pub mod use_units;
pub mod way_back;
pub mod way_out;
pub mod words;
