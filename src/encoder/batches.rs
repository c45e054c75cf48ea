use super::Window;

/// Puts windows of like length together, for an engine that reads many at once: the numbers of
/// the windows in each batch. Padded to its longest, a batch has at most `tokens` tokens, or is
/// one window.
///
/// Batches follow from the windows alone, so that a run can be repeated to the last digit.
pub fn by_length(windows: &[Window], tokens: usize) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..windows.len()).collect();
    order.sort_by_key(|&number| windows[number].ids.len());
    let mut batches: Vec<Vec<usize>> = Vec::new();
    for number in order {
        let length = windows[number].ids.len();
        match batches.last_mut() {
            Some(batch) if (batch.len() + 1) * length <= tokens => batch.push(number),
            _ => batches.push(vec![number]),
        }
    }
    batches
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn windows(lengths: &[usize]) -> Vec<Window> {
        let window = |&length: &usize| Window {
            ids: vec![0; length],
            types: vec![0; length],
            tokens: 0..length,
            core: 0..length,
            offset: 0,
        };
        lengths.iter().map(window).collect()
    }

    #[test]
    fn like_lengths_share_a_batch() {
        let windows = windows(&[30, 10, 31, 9, 100]);
        assert_eq!(by_length(&windows, 62), [vec![3, 1], vec![0, 2], vec![4]]);
        assert_eq!(by_length(&windows, 0).len(), 5);
    }

    proptest! {
        #[test]
        fn each_window_is_in_one_batch(
            lengths in prop::collection::vec(1usize..400, 0..40),
            tokens in 0usize..5000,
        ) {
            let batches = by_length(&windows(&lengths), tokens);
            for batch in &batches {
                let longest = batch.iter().map(|&n| lengths[n]).max().unwrap();
                prop_assert!(batch.len() == 1 || batch.len() * longest <= tokens);
            }
            let mut all = batches.concat();
            all.sort_unstable();
            prop_assert_eq!(all, (0..lengths.len()).collect::<Vec<_>>());
        }
    }
}
