//! CPU cost of one frame of every page: `cargo bench --bench frames -- [PROJECT]`, the sample when none is named.
//!
//! Draws the real interface without a window (1280x800 points at 2 pixels a point), lets it settle, then times
//! `Context::run_ui` and `Context::tessellate` together, which is all that the CPU does for a frame but hand the
//! triangles over. Prints the median and the slowest of 200 frames, the pointer moving over the page.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use qunce::app::{AppState, Command, Page, Settings};
use qunce::ui::{Local, show};

const FRAMES: usize = 200;

fn main() {
    let named = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/sample_data/qinghe/project.ron");
    let project = PathBuf::from(named.unwrap_or_else(|| sample.to_owned()));
    let ctx = egui::Context::default();
    ctx.set_fonts(qunce::fonts::definitions());
    let mut state = AppState::new(Settings::default(), None, Arc::new(|| {}));
    let mut local = Local::default();
    let opened = Instant::now();
    state.apply(Command::OpenProject(project));
    settle(&ctx, &mut state, &mut local);
    println!("open and analyse {:>8.1} ms", opened.elapsed().as_secs_f64() * 1e3);
    for page in Page::ALL {
        state.apply(Command::ShowPage(page));
        settle(&ctx, &mut state, &mut local);
        let mut times: Vec<Duration> = (0..FRAMES)
            .map(|number| {
                let started = Instant::now();
                frame(&ctx, &mut state, &mut local, number);
                started.elapsed()
            })
            .collect();
        times.sort_unstable();
        let ms = |time: Duration| time.as_secs_f64() * 1e3;
        println!(
            "{:<12} median {:>6.2} ms   slowest {:>6.2} ms",
            format!("{page:?}"),
            ms(times[FRAMES / 2]),
            ms(times[FRAMES - 1])
        );
    }
}

/// Draws frames until no job is under way and all figures stand.
fn settle(ctx: &egui::Context, state: &mut AppState, local: &mut Local) {
    for number in 0..2_000 {
        frame(ctx, state, local, number);
        if state.is_idle() && number > 5 {
            break;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

fn frame(ctx: &egui::Context, state: &mut AppState, local: &mut Local, number: usize) {
    let at = egui::pos2(300.0 + (number % 90) as f32 * 10.0, 120.0 + (number % 60) as f32 * 10.0);
    let input = egui::RawInput {
        screen_rect: Some(egui::Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(1280.0, 800.0))),
        events: vec![egui::Event::PointerMoved(at)],
        max_texture_side: Some(8192),
        viewports: std::iter::once((
            egui::ViewportId::ROOT,
            egui::ViewportInfo { native_pixels_per_point: Some(2.0), ..Default::default() },
        ))
        .collect(),
        ..Default::default()
    };
    state.poll();
    let mut commands = Vec::new();
    let mut output = ctx.run_ui(input, |ui| commands = show(ui, state, local));
    output.textures_delta.clear();
    let shapes = std::mem::take(&mut output.shapes);
    let triangles = ctx.tessellate(shapes, output.pixels_per_point);
    std::hint::black_box(triangles);
    for command in commands {
        state.apply(command);
    }
}
