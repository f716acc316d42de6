//! The ratios over C as a bar chart in SVG, on a logarithmic scale: a group of bars for each program, below the means.

use std::fmt::Write;

use crate::engines::Engine;
use crate::options::Options;
use crate::samples::Row;
use crate::summary::{mean_ratio, ratio};

const WIDTH: f64 = 860.0;
/// Where the names end and the scale begins.
const LEFT: f64 = 160.0;
/// Where the scale ends; the numbers of the longest bars need the rest.
const RIGHT: f64 = WIDTH - 50.0;
const TOP: f64 = 66.0;
const BAR: f64 = 7.0;
const GAP: f64 = 9.0;

/// A name, and the ratio of each implementation that is drawn.
type Group = (String, Vec<f64>);

/// The chart; empty without a C compiler, since there is nothing to compare with then.
pub fn draw(options: &Options, engines: &[Engine], rows: &[Row]) -> String {
    let drawn: Vec<usize> = (0..engines.len()).filter(|&index| !engines[index].is_c()).collect();
    let groups = groups(engines, rows, &drawn);
    let scale = Scale::of(&groups);
    let height = TOP + groups.len() as f64 * group_height(drawn.len()) + 12.0;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" \
         font-family=\"Helvetica, Arial, sans-serif\" font-size=\"12\" fill=\"#212529\">\n\
         <rect width=\"{WIDTH}\" height=\"{height}\" fill=\"#ffffff\"/>\n"
    );
    let time = if options.cpu { "Processor time" } else { "Time" };
    text(&mut svg, 10.0, 22.0, "start", "bold", &format!("{time} over C (gcc -O2), logarithmic; shorter is faster"));
    draw_legend(&mut svg, engines, &drawn);
    draw_grid(&mut svg, &scale, height);
    for (index, group) in groups.iter().enumerate() {
        let top = TOP + index as f64 * group_height(drawn.len());
        let colours: Vec<&str> = drawn.iter().map(|&engine| engines[engine].known.colour).collect();
        draw_group(&mut svg, &scale, group, &colours, top);
    }
    svg + "</svg>\n"
}

/// The means, if there are several programs, and the programs.
fn groups(engines: &[Engine], rows: &[Row], drawn: &[usize]) -> Vec<Group> {
    let classics: Vec<&Row> = rows.iter().filter(|row| row.program.is_classic).collect();
    let means = [
        ("mean of the classics", mean_group(engines, &classics, drawn)),
        ("mean of all", mean_group(engines, &rows.iter().collect::<Vec<_>>(), drawn)),
    ];
    let of_programs = rows.iter().filter_map(|row| {
        let ratios = drawn.iter().map(|&engine| ratio(engines, row, engine)).collect::<Option<Vec<f64>>>()?;
        Some((row.program.name.replace('_', " "), ratios))
    });
    means.into_iter().filter_map(|(name, ratios)| Some((name.to_owned(), ratios?))).chain(of_programs).collect()
}

fn mean_group(engines: &[Engine], rows: &[&Row], drawn: &[usize]) -> Option<Vec<f64>> {
    if rows.len() < 2 {
        return None;
    }
    drawn.iter().map(|&engine| mean_ratio(engines, rows.iter().copied(), engine)).collect()
}

fn group_height(bars: usize) -> f64 {
    bars as f64 * BAR + GAP
}

/// From ratios to places between `LEFT` and `RIGHT`.
struct Scale {
    least: f64,
    most: f64,
}

impl Scale {
    /// Where all ratios, and 1 and 10, find a place.
    fn of(groups: &[Group]) -> Scale {
        let ratios = || groups.iter().flat_map(|(_, ratios)| ratios.iter().copied());
        Scale { least: ratios().fold(0.9, f64::min), most: ratios().fold(10.0, f64::max) }
    }

    fn x(&self, ratio: f64) -> f64 {
        LEFT + (ratio / self.least).ln() / (self.most / self.least).ln() * (RIGHT - LEFT)
    }

    /// The ratios that get a line: 1, 2 and 5 times powers of ten.
    fn lines(&self) -> Vec<f64> {
        let decades = [0.01, 0.1, 1.0, 10.0, 100.0, 1000.0];
        let lines = decades.iter().flat_map(|decade| [1.0, 2.0, 5.0].map(|digit| digit * decade));
        lines.filter(|line| (self.least..=self.most).contains(line)).collect()
    }
}

fn draw_legend(svg: &mut String, engines: &[Engine], drawn: &[usize]) {
    let mut x = LEFT;
    for &engine in drawn {
        let (colour, title) = (engines[engine].known.colour, engines[engine].title());
        rect(svg, x, 32.0, 11.0, 11.0, colour);
        text(svg, x + 16.0, 42.0, "start", "normal", title);
        x += 40.0 + 7.0 * title.len() as f64;
    }
}

fn draw_grid(svg: &mut String, scale: &Scale, height: f64) {
    for line in scale.lines() {
        let x = scale.x(line);
        let (colour, width) = if line == 1.0 { ("#495057", 1.5) } else { ("#dee2e6", 1.0) };
        let bottom = height - 10.0;
        put(
            svg,
            format_args!("<path d=\"M{x:.1} {TOP}V{bottom:.1}\" stroke=\"{colour}\" stroke-width=\"{width}\"/>\n"),
        );
        text(svg, x, TOP - 6.0, "middle", "normal", &format!("{line}×"));
    }
}

/// The bars begin at 1, which is C: to the right is slower, to the left faster.
fn draw_group(svg: &mut String, scale: &Scale, (name, ratios): &Group, colours: &[&str], top: f64) {
    let weight = if name.starts_with("mean") { "bold" } else { "normal" };
    let middle = top + ratios.len() as f64 * BAR / 2.0 + 6.0;
    text(svg, LEFT - 10.0, middle, "end", weight, name);
    for (index, (ratio, colour)) in ratios.iter().zip(colours).enumerate() {
        let (from, to) = (scale.x(ratio.min(1.0)), scale.x(ratio.max(1.0)));
        let y = top + index as f64 * BAR + 2.0;
        rect(svg, from, y, (to - from).max(1.0), BAR - 1.0, colour);
        put(
            svg,
            format_args!(
                "<text x=\"{:.1}\" y=\"{:.1}\" font-size=\"7\" fill=\"#495057\">{ratio:.2}</text>\n",
                to + 3.0,
                y + BAR - 1.5
            ),
        );
    }
}

fn rect(svg: &mut String, x: f64, y: f64, width: f64, height: f64, colour: &str) {
    put(
        svg,
        format_args!(
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" fill=\"{colour}\"/>\n"
        ),
    );
}

fn text(svg: &mut String, x: f64, y: f64, anchor: &str, weight: &str, content: &str) {
    put(
        svg,
        format_args!(
            "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" font-weight=\"{weight}\">{content}</text>\n"
        ),
    );
}

fn put(svg: &mut String, element: std::fmt::Arguments) {
    svg.write_fmt(element).expect("a string takes all text");
}
