//! Pictures made off-screen: the text stays text, every shape arrives, and equal scenes give equal bytes.

use egui::epaint::text::LayoutJob;
use egui::epaint::{
    BandPoint, BandShape, CubicBezierShape, EllipseShape, Mesh, PathShape, PathStroke, QuadraticBezierShape,
    TextShape,
};
use egui::{
    Align2, Color32, CornerRadius, FontId, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, TextFormat, Ui,
    Vec2, pos2, vec2,
};
use qunce::export::{self, About, Picture, PictureError, Pixels};
use qunce::fonts;
use qunce::i18n::Lang;

const SIZE: Vec2 = vec2(480.0, 360.0);
const INK: Color32 = Color32::from_rgb(0x1B, 0x22, 0x30);
const BLUE: Color32 = Color32::from_rgb(0x00, 0x72, 0xB2);
const TITLE: &str = "社群月活跃：九月比八月多 340 人（+12.5%）";

const WRAPPED: &str = "标签会换行：群主、管理员与志愿者一起值班，每人每周不超过两次。";

/// One of everything a chart paints.
fn scene(ui: &mut Ui) {
    let painter = ui.painter().clone();
    texts(&painter);
    rectangles(&painter);
    clipped(&painter);
    curves(&painter);
    let corner = Rect::from_min_size(pos2(200.0, 290.0), vec2(260.0, 60.0));
    ui.scope_builder(egui::UiBuilder::new().max_rect(corner), |ui| {
        ui.label(WRAPPED);
        let long = "放不下的文字以省略号结尾，不会溢出到图外面去，也不会被裁掉半个字。";
        ui.add(egui::Label::new(long).truncate());
    });
}

fn texts(painter: &Painter) {
    painter.text(pos2(16.0, 14.0), Align2::LEFT_TOP, TITLE, FontId::new(20.0, fonts::medium()), INK);

    let galley = painter.layout_no_wrap("发言人数".to_owned(), FontId::proportional(12.0), INK);
    painter.add(TextShape::new(pos2(20.0, 200.0), galley, INK).with_angle(-std::f32::consts::FRAC_PI_2));

    let mut job = LayoutJob::default();
    let plain = TextFormat::simple(FontId::proportional(13.0), INK);
    let struck = TextFormat { strikethrough: Stroke::new(1.0, BLUE), ..plain.clone() };
    let marked =
        TextFormat { background: Color32::YELLOW, underline: Stroke::new(1.0, INK), ..plain.clone() };
    job.append("转化 ", 0.0, TextFormat { font_id: FontId::new(26.0, fonts::medium()), ..plain.clone() });
    job.append("58/1\u{2009}240 人", 0.0, plain.clone());
    job.append("，旧值 ", 8.0, plain.clone());
    job.append("4.1%", 0.0, struck);
    job.append(" <新> & 🎉", 0.0, marked);
    job.append("italic", 0.0, TextFormat { italics: true, ..plain });
    let galley = painter.layout_job(job);
    painter.galley(pos2(60.0, 50.0), galley, INK);
}

fn rectangles(painter: &Painter) {
    painter.circle(pos2(90.0, 120.0), 18.0, BLUE.gamma_multiply(0.3), Stroke::new(2.0, BLUE));
    painter.extend(Shape::dashed_line(
        &[pos2(130.0, 120.0), pos2(300.0, 120.0)],
        Stroke::new(1.0, INK),
        6.0,
        4.0,
    ));
    painter.rect(
        Rect::from_min_size(pos2(320.0, 100.0), vec2(120.0, 40.0)),
        8.0,
        Color32::from_rgba_unmultiplied(0xE6, 0x9F, 0x00, 0x40),
        Stroke::new(1.0, INK),
        StrokeKind::Inside,
    );
    let uneven = CornerRadius { nw: 12, ne: 0, sw: 0, se: 12 };
    painter.rect_filled(Rect::from_min_size(pos2(320.0, 150.0), vec2(60.0, 24.0)), uneven, BLUE);
    for (index, kind) in [StrokeKind::Inside, StrokeKind::Middle, StrokeKind::Outside].into_iter().enumerate()
    {
        let corner = pos2(390.0 + 24.0 * index as f32, 152.0);
        painter.rect_stroke(Rect::from_min_size(corner, vec2(18.0, 18.0)), 0.0, Stroke::new(2.0, INK), kind);
    }
}

fn clipped(painter: &Painter) {
    let window = Rect::from_min_size(pos2(60.0, 160.0), vec2(120.0, 60.0));
    let inside = painter.with_clip_rect(window);
    inside.circle_filled(window.right_bottom(), 40.0, BLUE);
    inside.text(window.left_bottom(), Align2::LEFT_CENTER, "被裁去一半的字", FontId::proportional(20.0), INK);
    painter.rect_stroke(window, 0.0, Stroke::new(1.0, INK), StrokeKind::Middle);
}

fn curves(painter: &Painter) {
    let none = Color32::TRANSPARENT;
    let line = vec![pos2(200.0, 200.0), pos2(230.0, 170.0), pos2(260.0, 210.0), pos2(300.0, 165.0)];
    painter.add(PathShape::line(line, Stroke::new(2.0, BLUE)));
    let triangle = vec![pos2(200.0, 260.0), pos2(240.0, 260.0), pos2(220.0, 230.0)];
    painter.add(PathShape::convex_polygon(triangle, BLUE, PathStroke::new(2.0, INK).inside()));
    let fade = PathStroke::new_uv(3.0, |bounds, at| {
        BLUE.lerp_to_gamma(Color32::RED, (at.x - bounds.left()) / bounds.width())
    });
    let level = vec![pos2(320.0, 190.0), pos2(380.0, 190.0), pos2(440.0, 190.0)];
    painter.add(PathShape { points: level, closed: false, fill: none, stroke: fade });
    painter.add(EllipseShape::filled(pos2(280.0, 245.0), vec2(24.0, 12.0), BLUE));
    let bow = [pos2(60.0, 260.0), pos2(90.0, 230.0), pos2(120.0, 260.0)];
    painter.add(QuadraticBezierShape::from_points_stroke(bow, false, none, Stroke::new(2.0, INK)));
    let wave = [pos2(130.0, 260.0), pos2(140.0, 230.0), pos2(170.0, 290.0), pos2(180.0, 260.0)];
    painter.add(CubicBezierShape::from_points_stroke(wave, false, none, Stroke::new(2.0, INK)));
    let sample = |i: i32| BandPoint::new((320 + 10 * i) as f32, ((230 - i) as f32)..=((245 + i) as f32));
    painter.add(BandShape::filled((0..12).map(sample).collect(), BLUE.gamma_multiply(0.4)));
    let mut mesh = Mesh::default();
    mesh.add_colored_rect(Rect::from_min_size(pos2(60.0, 290.0), vec2(80.0, 20.0)), BLUE);
    painter.add(mesh);
}

fn about() -> About<'static> {
    About {
        title: TITLE, summary: "九月 <与> 八月的对比", lang: Lang::Zh, background: Color32::WHITE
    }
}

fn picture() -> Picture {
    export::render(SIZE, |ctx| ctx.set_theme(egui::Theme::Light), scene)
}

/// The box around everything dark inside of `area`, both in points.
fn ink(pixels: &Pixels, scale: f32, area: Rect) -> Rect {
    let mut found = Rect::NOTHING;
    for (index, pixel) in pixels.rgba.chunks_exact(4).enumerate() {
        let at = (vec2((index % pixels.width) as f32, (index / pixels.width) as f32) / scale).to_pos2();
        if pixel[..3].iter().any(|channel| *channel < 128) && area.contains(at) {
            found |= Rect::from_min_size(at, Vec2::splat(1.0 / scale));
        }
    }
    found
}

/// A text of the scene, as egui laid it out.
fn text_shape(picture: &Picture, text: &str) -> TextShape {
    let found = picture.shapes.iter().find_map(|clipped| match &clipped.shape {
        Shape::Text(shape) if shape.galley.text() == text => Some(shape.clone()),
        _ => None,
    });
    found.expect("the scene has the text")
}

#[test]
fn no_shape_of_a_chart_is_left_out() {
    let picture = picture();
    assert_eq!(picture.ignored, 0);
    let svg = export::svg(&picture, &about());
    for element in
        ["<text", "<tspan", "<circle", "<ellipse", "<rect", "<path", "<clipPath", "rotate(-90)", "skewX"]
    {
        assert!(svg.contains(element), "no {element} in {svg}");
    }
}

#[test]
fn what_cannot_be_drawn_is_counted() {
    let image = |ui: &mut Ui| {
        let area = Rect::from_min_size(Pos2::ZERO, vec2(20.0, 20.0));
        ui.painter().image(egui::TextureId::User(7), area, area, Color32::WHITE);
    };
    assert_eq!(export::render(vec2(50.0, 50.0), |_| {}, image).ignored, 1);
}

#[test]
fn text_stays_text_whole_and_escaped() {
    let svg = export::svg(&picture(), &about());
    let drawn: String = svg.lines().filter(|line| line.starts_with("<text")).collect();
    assert!(drawn.contains(&format!(">{TITLE}</text>")), "{drawn}");
    assert!(drawn.contains(">发言人数</text>"));
    assert!(drawn.contains(" &lt;新&gt; &amp; "));
    assert!(drawn.contains("font-weight=\"500\""));
    assert!(
        drawn.contains(">58/1 </tspan>") && drawn.contains(">240 人</tspan>"),
        "a thin space copies as a space"
    );
    assert!(drawn.contains('…'));
    assert!(svg.contains("<desc>九月 &lt;与&gt; 八月的对比</desc>"));
    let tree = resvg::usvg::Tree::from_str(&svg, &Default::default()).expect("well-formed");
    assert_eq!((tree.size().width(), tree.size().height()), (SIZE.x, SIZE.y));
}

#[test]
fn names_with_emoji_keep_their_characters() {
    let name = "❤️ 读书会 👨‍👩‍👧 🇨🇳 ✗ ✓";
    let picture = export::render(
        vec2(300.0, 40.0),
        |_| {},
        |ui| {
            ui.label(name);
        },
    );
    let svg = export::svg(&picture, &about());
    let tree = resvg::usvg::roxmltree::Document::parse(&svg).expect("well-formed");
    let row = tree.descendants().find(|node| node.has_tag_name("text")).expect("a row of text");
    let words: String =
        row.descendants().filter(|node| node.is_text()).filter_map(|node| node.text()).collect();
    assert_eq!(words, name);
    assert!(svg.contains("'Noto Emoji'"));
}

#[test]
fn a_part_of_an_emoji_no_typeface_has_leaves_no_box() {
    let label = |text: &'static str| {
        export::svg(
            &export::render(
                vec2(80.0, 40.0),
                |_| {},
                |ui| {
                    ui.label(text);
                },
            ),
            &about(),
        )
    };
    assert_eq!(export::pixels(&label("👍🏽"), 1.0).unwrap(), export::pixels(&label("👍"), 1.0).unwrap());
}

#[test]
fn a_plot_settles_and_arrives_whole() {
    let wave: Vec<[f64; 2]> = (0..200).map(|i| [f64::from(i), (f64::from(i) / 20.0).sin()]).collect();
    let plot = |ui: &mut Ui| {
        egui_plot::Plot::new("plot").legend(egui_plot::Legend::default()).show(ui, |plot| {
            plot.line(egui_plot::Line::new("活跃成员", wave.clone()).fill(0.0));
            plot.points(
                egui_plot::Points::new("点", vec![[20.0, 0.5]]).shape(egui_plot::MarkerShape::Diamond),
            );
            plot.bar_chart(egui_plot::BarChart::new("柱", vec![egui_plot::Bar::new(50.0, 0.8).width(9.0)]));
            plot.hline(egui_plot::HLine::new("目标", 0.7).style(egui_plot::LineStyle::dashed_loose()));
        });
    };
    let picture = export::render(SIZE, |ctx| ctx.set_theme(egui::Theme::Light), plot);
    assert_eq!(picture.ignored, 0);
    let svg = export::svg(&picture, &about());
    for label in [">活跃成员</text>", ">目标</text>", ">100</text>", ">200</text>"] {
        assert!(svg.contains(label), "no {label}");
    }
}

#[test]
fn the_same_scene_gives_the_same_bytes() {
    let [a, b] = [picture(), picture()].map(|picture| export::svg(&picture, &about()));
    assert_eq!(a, b);
    assert_eq!(export::png(&a, 2.0).unwrap(), export::png(&b, 2.0).unwrap());
    assert_eq!(export::pdf(&[&a], TITLE, Lang::Zh).unwrap(), export::pdf(&[&b], TITLE, Lang::Zh).unwrap());
}

#[test]
fn letters_stand_where_egui_puts_them() {
    let picture = picture();
    let scale = 4.0;
    let pixels = export::pixels(&export::svg(&picture, &about()), scale).unwrap();
    for text in [TITLE, WRAPPED] {
        let expected = text_shape(&picture, text).visual_bounding_rect();
        let found = ink(&pixels, scale, expected.expand(3.0));
        for (found, expected, side) in [
            (found.left(), expected.left(), "left"),
            (found.right(), expected.right(), "right"),
            (found.top(), expected.top(), "top"),
            (found.bottom(), expected.bottom(), "bottom"),
        ] {
            assert!((found - expected).abs() < 1.5, "{side} of {text}: {found} instead of {expected}");
        }
    }
}

#[test]
fn turned_text_stands_upwards() {
    let picture = picture();
    let pixels = export::pixels(&export::svg(&picture, &about()), 2.0).unwrap();
    let expected = text_shape(&picture, "发言人数").visual_bounding_rect();
    assert!(expected.height() > 3.0 * expected.width());
    let found = ink(&pixels, 2.0, expected.expand(8.0));
    assert!(found.center().distance(expected.center()) < 1.5, "{found} instead of {expected}");
}

#[test]
fn nothing_leaves_its_clip_rectangle() {
    let picture = picture();
    let pixels = export::pixels(&export::svg(&picture, &about()), 2.0).unwrap();
    let below = Rect::from_min_max(pos2(62.0, 222.0), pos2(195.0, 228.0));
    assert_eq!(ink(&pixels, 2.0, below), Rect::NOTHING);
    let inside = Rect::from_min_max(pos2(62.0, 205.0), pos2(130.0, 218.0));
    assert!(ink(&pixels, 2.0, inside).is_positive());
}

#[test]
fn a_png_has_the_size_and_resolution_of_its_scale() {
    let svg = export::svg(&picture(), &about());
    for (scale, times) in [(1.0, 1), (2.0, 2), (9.0, 4)] {
        let bytes = export::png(&svg, scale).unwrap();
        let reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
        let info = reader.info();
        assert_eq!((info.width, info.height), (480 * times, 360 * times));
        let resolution = info.pixel_dims.expect("names its resolution");
        assert!(resolution.xppu.abs_diff(3780 * times) <= 2, "{}", resolution.xppu);
    }
}

#[test]
fn what_is_no_picture_or_too_large_is_an_error() {
    assert!(matches!(export::png("<svg", 1.0), Err(PictureError::Svg(_))));
    let huge = "<svg xmlns='http://www.w3.org/2000/svg' width='90000' height='90000'/>";
    assert!(matches!(export::png(huge, 1.0), Err(PictureError::TooLarge { .. })));
    assert!(matches!(export::pdf(&[], "", Lang::En), Err(PictureError::Pdf(_))));
}

#[test]
fn a_pdf_has_its_pages_its_fonts_and_a_way_back_from_glyphs_to_characters() {
    let svg = export::svg(&picture(), &about());
    let bytes = export::pdf(&[&svg, &svg], TITLE, Lang::Zh).unwrap();
    assert!(bytes.starts_with(b"%PDF-"));
    let count = |word: &str| bytes.windows(word.len()).filter(|part| *part == word.as_bytes()).count();
    assert_eq!(count("/Count 2"), 1, "two pages");
    assert!(count("/ToUnicode") >= 2, "Regular and Medium can be searched");
    assert!(count("NotoSansSC-Regular") > 0 && count("NotoSansSC-Medium") > 0);
    assert_eq!(count("CreationDate"), 0);
    assert!(bytes.len() < 400_000, "only the glyphs that are used: {} bytes", bytes.len());
}

#[test]
fn a_file_is_written_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("图 1.svg");
    export::write_whole(&path, b"one").unwrap();
    export::write_whole(&path, b"two").unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), b"two");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "no temporary file stays");
    assert!(export::write_whole(&folder.path().join("none").join("a.svg"), b"x").is_err());
}
