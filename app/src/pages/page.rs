//! What each page knows of itself, and a page on its way into a document.

use std::sync::Arc;

use crate::pages::html::Html;
/// A page that the server draws. All but the room are links and forms without a script.
pub trait Page: Clone + Send + Sync + 'static {
    /// Title of the window.
    fn title(&self) -> String;

    /// What stands in `<body>`.
    fn view(self) -> Html;

    /// The JSON from which the browser draws the same page and takes it over, where it does.
    fn hydration_data(&self) -> Option<String> {
        None
    }
}

/// Any page, ready to be drawn.
#[derive(Clone)]
pub struct Document {
    pub(crate) title: String,
    pub(crate) hydration_data: Option<String>,
    pub(crate) body: Arc<dyn Fn() -> Html + Send + Sync>,
}

impl Document {
    pub fn of(page: impl Page) -> Self {
        Self {
            title: page.title(),
            hydration_data: page.hydration_data(),
            body: Arc::new(move || page.clone().view()),
        }
    }
}
