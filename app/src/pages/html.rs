//! Parts of pages as HTML.
//!
//! The server draws each page once, and nothing of it changes afterwards. So its parts become text
//! where their types would have to be erased: leptos' `AnyView` brings along, for each type, the code
//! that draws it out of order, in a stream and in a browser.

use leptos::prelude::*;

/// HTML that is complete.
pub use leptos::tachys::html::InertElement as Html;

pub trait IntoHtml {
    fn into_html(self) -> Html;
}

impl<V: IntoView> IntoHtml for V {
    fn into_html(self) -> Html {
        Html::new(self.into_view().to_html())
    }
}
