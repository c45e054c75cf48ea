//! What a model finds, brought together with what the layout says.

use super::Attribution;
use super::accounts::arrange_accounts;
use super::blocks::arrange_blocks;
use super::hearers::arrange_hearers;
use super::inverted::arrange_inverted;
use super::lead_ins::arrange_lead_ins;
use super::quotations::arrange_quotations;
use crate::text::Document;

/// Brings the attributions that a model finds in a whole article together with what its layout
/// and its quotation marks say. They come out in the order of their content.
pub fn arrange(
    text: &str,
    document: &Document,
    attributions: Vec<Attribution>,
) -> Vec<Attribution> {
    let attributions = arrange_quotations(text, document, attributions);
    let attributions = arrange_inverted(text, document, attributions);
    let attributions = arrange_accounts(text, document, attributions);
    let attributions = arrange_hearers(text, document, attributions);
    let attributions = arrange_lead_ins(text, document, attributions);
    arrange_blocks(text, document, attributions)
}
