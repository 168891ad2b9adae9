//! The platform's own way for mails, as far as its local runtime has it.
