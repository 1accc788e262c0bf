//! Runs a drawing in an egui context of its own, without a window, and keeps the shapes it left.

use egui::epaint::ClippedShape;
use egui::{Context, RawInput, Rect, Ui, Vec2, ViewportId, ViewportInfo};

use super::svg::undrawable;
use crate::fonts;

/// Text is set as on a display of this density, so that widths and baselines are rounded to half points at most.
const PIXELS_PER_POINT: f32 = 2.0;

/// Passes run before the one that counts: plots, grids and wrapped rows take their final size from the pass before.
const SETTLING_PASSES: usize = 2;

/// A drawing, as shapes in points with the origin at its top left.
#[derive(Clone, Debug)]
pub struct Picture {
    /// Width and height in points.
    pub size: Vec2,
    /// What to paint, from back to front, each with the rectangle it may not leave.
    pub shapes: Vec<ClippedShape>,
    /// How many of the shapes a vector picture cannot hold (callbacks to the GPU, bitmap images). A chart has none.
    pub ignored: usize,
}

/// Draws off-screen into an area of exactly `size` points.
///
/// `setup` is called once, before anything is drawn, to give the context its theme; the program's fonts are there
/// already. `draw` is called several times with the same state, since some layouts settle only then; the shapes of
/// its last call are the picture. Time stands still and nothing is animated, so equal calls give equal pictures.
pub fn render(size: Vec2, setup: impl FnOnce(&Context), mut draw: impl FnMut(&mut Ui)) -> Picture {
    let ctx = Context::default();
    ctx.set_fonts(fonts::definitions());
    ctx.set_font_providers(Vec::new());
    setup(&ctx);
    ctx.all_styles_mut(|style| style.animation_time = 0.0);
    // A warning for developers must not end up on a report.
    ctx.options_mut(|options| options.warn_on_id_clash = false);

    for _ in 0..SETTLING_PASSES {
        ctx.run_ui(input(size), &mut draw).drop_without_applying_deltas();
    }
    let mut output = ctx.run_ui(input(size), &mut draw);
    output.textures_delta.clear();
    let shapes = std::mem::take(&mut output.shapes);
    let ignored = shapes.iter().map(|clipped| undrawable(&clipped.shape)).sum();
    Picture { size, shapes, ignored }
}

fn input(size: Vec2) -> RawInput {
    let display = ViewportInfo { native_pixels_per_point: Some(PIXELS_PER_POINT), ..Default::default() };
    RawInput {
        viewports: std::iter::once((ViewportId::ROOT, display)).collect(),
        screen_rect: Some(Rect::from_min_size(Default::default(), size)),
        time: Some(0.0),
        // Glyphs are rasterised for nothing here, but the atlas must hold a page of Chinese.
        max_texture_side: Some(8192),
        focused: true,
        ..Default::default()
    }
}
