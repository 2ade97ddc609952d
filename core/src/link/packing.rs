//! Deflate in both directions, with a text in front that both sides know: what stands in it costs a reference
//! instead of letters.

use miniz_oxide::deflate::core::{
    CompressionStrategy, CompressorOxide, TDEFLFlush, TDEFLStatus, compress_to_output,
    create_comp_flags_from_zip_params,
};
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};

/// Why there is nothing to unpack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wrong {
    /// The bytes end before the stream does.
    CutOff,
    /// No deflate stream, or more behind it.
    Damaged,
    /// More comes out than is wanted.
    TooLarge,
}

/// What is tried, with the effort of the search; the shortest counts. Short texts are better off with the codes that
/// every reader knows, because codes of their own must be sent too.
const ATTEMPTS: &[(CompressionStrategy, i32)] =
    &[(CompressionStrategy::Default, 10), (CompressionStrategy::Fixed, 10)];
/// From so many bytes on a page would stand still meanwhile: less effort, a tenth of the time, a few characters more.
const LARGE: usize = 256 << 10;
const LARGE_ATTEMPTS: &[(CompressionStrategy, i32)] = &[(CompressionStrategy::Default, 6)];
/// A stream by itself, without zlib's head and foot.
const RAW: i32 = 0;

/// A deflate stream that refers to the dictionary as if it stood in front of the data.
pub(super) fn pack(data: &[u8], dictionary: &[u8]) -> Vec<u8> {
    let attempts = if data.len() < LARGE { ATTEMPTS } else { LARGE_ATTEMPTS };
    let attempts = attempts.iter().filter_map(|it| attempt(data, dictionary, *it));
    attempts.min_by_key(Vec::len).unwrap_or_default()
}

fn attempt(data: &[u8], dictionary: &[u8], (strategy, level): (CompressionStrategy, i32)) -> Option<Vec<u8>> {
    let flags = create_comp_flags_from_zip_params(level, RAW, strategy as i32);
    let mut state = CompressorOxide::new(flags);
    // The library has no call for a dictionary. What comes before a flush ends on a byte and is left out here; the
    // window remembers it.
    let (fed, _) = compress_to_output(&mut state, dictionary, TDEFLFlush::Sync, |_| true);
    let mut out = Vec::with_capacity(data.len() / 4);
    let (done, _) = compress_to_output(&mut state, data, TDEFLFlush::Finish, |it| {
        out.extend_from_slice(it);
        true
    });
    (fed == TDEFLStatus::Okay && done == TDEFLStatus::Done).then_some(out)
}

/// What was packed, if it is `most` bytes or less. Takes no more memory than that for any stream.
pub(super) fn unpack(packed: &[u8], dictionary: &[u8], most: usize) -> Result<Vec<u8>, Wrong> {
    let most = dictionary.len() + most;
    let mut state = Box::new(DecompressorOxide::new());
    let mut out = dictionary.to_vec();
    let (mut read, mut written) = (0, out.len());
    // Room for what links unpack to usually; it doubles until it is enough.
    out.resize((written + packed.len().saturating_mul(8) + 1024).min(most), 0);
    loop {
        let rest = packed.get(read..).unwrap_or_default();
        let (status, n_read, n_written) =
            decompress(&mut state, rest, &mut out, written, TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF);
        read += n_read;
        written += n_written;
        #[expect(
            clippy::wildcard_enum_match_arm,
            reason = "the library may add failures, and all are one here"
        )]
        match status {
            TINFLStatus::Done if read == packed.len() => {
                out.truncate(written);
                return Ok(out.split_off(dictionary.len()));
            }
            TINFLStatus::HasMoreOutput if out.len() < most => out.resize((out.len() * 2).min(most), 0),
            TINFLStatus::HasMoreOutput => return Err(Wrong::TooLarge),
            TINFLStatus::FailedCannotMakeProgress | TINFLStatus::NeedsMoreInput => return Err(Wrong::CutOff),
            _ => return Err(Wrong::Damaged),
        }
    }
}
