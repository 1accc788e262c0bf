//! The small words of SVG: numbers, colours, escaped text, rectangles.

use std::fmt::{self, Display, Formatter, Write as _};

use egui::{Color32, Rect};

/// A coordinate: at most two decimals, no trailing zeros, no minus zero; what is not a number is written as 0.
#[derive(Clone, Copy)]
pub(super) struct Number(pub f32);

impl Display for Number {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        // Saturates at the ends of i64 and takes NaN to 0.
        let hundredths = (f64::from(self.0) * 100.0).round() as i64;
        let (whole, part) = (hundredths.unsigned_abs() / 100, hundredths.unsigned_abs() % 100);
        let sign = if hundredths < 0 { "-" } else { "" };
        match (part, part % 10) {
            (0, _) => write!(f, "{sign}{whole}"),
            (_, 0) => write!(f, "{sign}{whole}.{}", part / 10),
            _ => write!(f, "{sign}{whole}.{part:02}"),
        }
    }
}

/// The text with markup escaped, white space made plain spaces, and without characters XML does not allow.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        push_escaped(&mut out, c);
    }
    out
}

/// One character, escaped; see [`escaped`].
pub(super) fn push_escaped(out: &mut String, c: char) {
    match c {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '"' => out.push_str("&quot;"),
        '\t' | '\n' => out.push(' '),
        '\u{FFFE}' | '\u{FFFF}' => {}
        c if c.is_control() => {}
        c => out.push(c),
    }
}

/// `name="#rrggbb"`, with an opacity when the colour is translucent, `none` when it is transparent.
pub(super) fn paint_attributes(out: &mut String, name: &str, color: Color32) {
    if color == Color32::TRANSPARENT {
        let _ = write!(out, " {name}=\"none\"");
        return;
    }
    let [r, g, b, a] = color.to_srgba_unmultiplied();
    let _ = write!(out, " {name}=\"#{r:02x}{g:02x}{b:02x}\"");
    if a < u8::MAX {
        let _ = write!(out, " {name}-opacity=\"{}\"", Number(f32::from(a) / 255.0));
    }
}

/// The attributes of a stroke; nothing for none.
pub(super) fn stroke_attributes(out: &mut String, width: f32, color: Color32) {
    if width <= 0.0 || color == Color32::TRANSPARENT {
        return;
    }
    paint_attributes(out, "stroke", color);
    if width != 1.0 {
        let _ = write!(out, " stroke-width=\"{}\"", Number(width));
    }
}

/// A `rect` element without its end.
pub(super) fn rectangle(out: &mut String, rect: Rect) {
    let _ = write!(
        out,
        "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"",
        Number(rect.left()),
        Number(rect.top()),
        Number(rect.width().max(0.0)),
        Number(rect.height().max(0.0))
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_have_no_minus_zero() {
        let written = |number: f32| Number(number).to_string();
        assert_eq!(written(12.0), "12");
        assert_eq!(written(-0.001), "0");
        assert_eq!(written(0.05), "0.05");
        assert_eq!(written(-3.5), "-3.5");
        assert_eq!(written(1.006), "1.01");
        assert_eq!(written(f32::NAN), "0");
    }

    #[test]
    fn text_is_escaped_and_control_characters_go() {
        assert_eq!(escaped("a<b>&\"c\"\u{8}\u{0}\t群"), "a&lt;b&gt;&amp;&quot;c&quot; 群");
    }
}
