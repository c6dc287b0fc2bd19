/// Whether an e-mail address is needed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum EmailNeed {
    /// It may be left out.
    Optional,
    /// There has to be one, of one of these domains.
    Of(Vec<String>),
}
