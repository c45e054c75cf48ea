use indicatif::HumanCount;

/// "1 claim", "2,000 claims".
pub fn number_of(count: u64, thing: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{} {thing}{ending}", HumanCount(count))
}
