//! Types of Arrow, one by one.
