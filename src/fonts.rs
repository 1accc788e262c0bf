//! The typefaces of the whole program: bundled Chinese first, then egui's own, then (in the window) the system's.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use egui::{FontData, FontDefinitions, FontFamily};
use egui_system_font_provider::SystemFontProvider;

const REGULAR: &str = "Noto Sans SC";
const MEDIUM: &str = "Noto Sans SC Medium";
const REGULAR_BYTES: &[u8] = include_bytes!("../assets/fonts/NotoSansSC-Regular.otf");
const MEDIUM_BYTES: &[u8] = include_bytes!("../assets/fonts/NotoSansSC-Medium.otf");

/// Serves signs (✗, box drawing) that neither the bundled face nor egui's proportional ones have.
const LAST_RESORT: &str = "Hack";

/// The family of titles and key numbers: the Medium weight, with the same fallbacks as the text family.
pub fn medium() -> FontFamily {
    FontFamily::Name("medium".into())
}

/// The family of quoted source text: Latin letters of one width, so that a caret below a line stands right.
pub fn code() -> FontFamily {
    FontFamily::Name("code".into())
}

/// Every typeface the program carries, and the order in which each family asks them.
///
/// Families: `Proportional` and `Monospace` (both the Regular weight first), [`medium`] and [`code`].
pub fn definitions() -> FontDefinitions {
    let mut definitions = FontDefinitions::default();
    for (name, bytes) in [(REGULAR, REGULAR_BYTES), (MEDIUM, MEDIUM_BYTES)] {
        definitions.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    }
    let mut fallbacks = definitions.families.get(&FontFamily::Proportional).cloned().unwrap_or_default();
    if definitions.font_data.contains_key(LAST_RESORT) && !fallbacks.iter().any(|name| name == LAST_RESORT) {
        fallbacks.push(LAST_RESORT.to_owned());
    }
    let led_by = |first: &str| std::iter::once(first.to_owned()).chain(fallbacks.iter().cloned()).collect();
    for (family, first) in
        [(FontFamily::Proportional, REGULAR), (FontFamily::Monospace, REGULAR), (medium(), MEDIUM)]
    {
        definitions.families.insert(family, led_by(first));
    }
    let code_faces = [LAST_RESORT, REGULAR].map(str::to_owned).into_iter().chain(fallbacks.iter().cloned());
    let known = code_faces.filter(|name| definitions.font_data.contains_key(name)).collect();
    definitions.families.insert(code(), known);
    definitions
}

/// Gives a window's context the program's typefaces, and the system's faces, Simplified Chinese before other
/// Han forms, for characters that those lack (rare characters in people's names).
pub fn install(ctx: &egui::Context) {
    ctx.set_fonts(definitions());
    ctx.set_font_providers(vec![Arc::new(SystemFontProvider::new().with_locale(Some("zh-Hans")))]);
}

/// A typeface that draws characters when only [`definitions`] are there, as on a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face<'a> {
    /// The bundled Chinese face of the family.
    Bundled,
    /// One of egui's faces, by its name in [`definitions`].
    Fallback(&'a str),
}

/// Which typeface draws `c`; none when every face lacks it and a box stands in its place.
///
/// The same for every family, since they differ only in the weight of the first face.
pub fn face_of(c: char) -> Option<Face<'static>> {
    // egui draws these as a space of the first face, of a width of its own.
    if matches!(c, '\t' | '\u{2009}' | '\u{202F}') {
        return Some(Face::Bundled);
    }
    static FACES: OnceLock<BTreeMap<char, String>> = OnceLock::new();
    let faces = FACES.get_or_init(|| {
        let mut fonts = egui::epaint::text::Fonts::new(Default::default(), definitions());
        let mut view = fonts.with_pixels_per_point(1.0);
        let first = |(&c, names): (&char, &Vec<String>)| Some((c, names.first()?.clone()));
        view.characters(&FontFamily::Proportional).iter().filter_map(first).collect()
    });
    let name = faces.get(&c)?;
    Some(if name == REGULAR { Face::Bundled } else { Face::Fallback(name) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has_all(family: FontFamily, text: &str) -> Vec<char> {
        let mut fonts = egui::epaint::text::Fonts::new(Default::default(), definitions());
        let id = egui::FontId::new(13.0, family);
        text.chars().filter(|&c| !fonts.has_glyph(&id, c)).collect()
    }

    #[test]
    fn every_family_draws_chinese_signs_and_common_emoji() {
        let signs = "群策社群运营，。、；：？！“”‘’（）《》【】「」·…—–‰°×÷±≤≥≈→←↑↓↗↘▲▼△▽●○■□◆◇★☆✓✗✕−￥¥€£℃№①⑩＋－％０Ａ";
        for family in [FontFamily::Proportional, FontFamily::Monospace, medium()] {
            assert_eq!(
                has_all(family.clone(), signs),
                [] as [char; 0],
                "signs without a glyph in {family:?}"
            );
            assert_eq!(
                has_all(family.clone(), "😀🎉📊🔥👍"),
                [] as [char; 0],
                "emoji without a glyph in {family:?}"
            );
        }
    }

    #[test]
    fn chinese_comes_from_the_bundled_face_and_emoji_from_a_fallback() {
        for c in "群A1，“−·".chars() {
            assert_eq!(face_of(c), Some(Face::Bundled), "{c}");
        }
        assert_eq!(face_of('📊'), Some(Face::Fallback("NotoEmoji-Regular")));
        assert_eq!(face_of('𠮷'), None, "rarer than GB2312");
    }

    #[test]
    fn figures_are_tabular() {
        let mut fonts = egui::epaint::text::Fonts::new(Default::default(), definitions());
        let mut view = fonts.with_pixels_per_point(2.0);
        for family in [FontFamily::Proportional, medium()] {
            let id = egui::FontId::new(13.0, family);
            let widths: Vec<f32> = ('0'..='9').map(|figure| view.glyph_width(&id, figure)).collect();
            assert!(widths.iter().all(|width| *width == widths[0]), "{widths:?}");
        }
    }
}
