//! The text of a task as elements. Each is made by the page; what the text says is only ever their text.

use leptos::prelude::*;

use crate::base::markup::shown;
use crate::model::practice::prose::{Block, Span, blocks, spans};

/// A text of several blocks.
pub(crate) fn text(text: &str) -> AnyView {
    blocks(text).into_iter().map(block).collect_view().into_any()
}

/// One line.
pub(crate) fn line(text: &str) -> AnyView {
    inline(spans(text))
}

fn block(it: Block) -> AnyView {
    match it {
        Block::Heading(it) => view! { <h3>{inline(it)}</h3> }.into_any(),
        Block::Paragraph(it) => view! { <p>{inline(it)}</p> }.into_any(),
        Block::Code(it) => view! { <pre tabindex="0">{shown(&it)}</pre> }.into_any(),
        Block::List { is_numbered, items } => {
            let items = items.into_iter().map(|it| view! { <li>{inline(it)}</li> }).collect_view();
            match is_numbered {
                true => view! { <ol>{items}</ol> }.into_any(),
                false => view! { <ul class="points">{items}</ul> }.into_any(),
            }
        }
    }
}

fn inline(spans: Vec<Span>) -> AnyView {
    let one = |it: Span| match it {
        Span::Text(it) => shown(&it).into_any(),
        Span::Code(it) => view! { <code>{shown(&it)}</code> }.into_any(),
        Span::Strong(it) => view! { <strong>{shown(&it)}</strong> }.into_any(),
    };
    spans.into_iter().map(one).collect_view().into_any()
}
