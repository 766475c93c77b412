use e2e_tests::demo;
fn main() {
    for name in std::env::args().skip(1) {
        let text = std::fs::read_to_string(&name).unwrap();
        let start = std::time::Instant::now();
        let story = demo::read(&name, &text).and_then(demo::play);
        let story = match story { Ok(s) => s, Err(e) => { println!("{e}"); continue } };
        let books = demo::books::draw_up(&story);
        for step in &story.steps { println!("{:>6} {} | {} | {:?}", step.kind, step.title, step.note, step.gas); }
        for row in books.rows.iter().take(60) { println!("{} {} {} {} {}", story.plan.parties[row.party].name, row.owed_floor(), row.got, row.divisions, row.routes.len()); }
        for check in &books.checks { println!("{} {} {}", check.holds, check.claim, check.numbers); }
        std::fs::write("/tmp/x.svg", demo::picture::file(&demo::picture::draw(&story, &books, 0))).unwrap();
        println!("{:?}", start.elapsed());
    }
}
