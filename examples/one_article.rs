//! Finds the claims of one article that is in memory.
//!
//! ```text
//! cargo run --release --example one_article
//! ```

use sayso::{Article, Pipeline};

const TEXT: &str = "\
Ines Duarte, who leads the inspection, has asked for patience.

“Nobody should drive over the bridge,” she said on Friday. The council denied that it had known \
of the cracks.
";

fn main() -> Result<(), sayso::Error> {
    // Loading the model takes longer than reading an article: keep the pipeline.
    let pipeline = Pipeline::default_model()?;
    let article = Article {
        id: "bridge".into(),
        text: TEXT.into(),
        ..Article::default()
    };
    let analysis = pipeline.analyze(article)?;
    for claim in &analysis.claims {
        let speaker = claim.speaker.as_ref().map_or("nobody", |s| &s.name);
        for piece in &claim.content {
            // Offsets in bytes slice the text in Rust; those in characters are for others.
            assert_eq!(piece.span.of(TEXT), piece.text);
            println!(
                "{speaker} ({:?}): {} [{}-{}]",
                claim.act, piece.text, piece.start, piece.end
            );
        }
    }
    Ok(())
}
