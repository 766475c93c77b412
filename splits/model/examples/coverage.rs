use splits_model::*;
use std::collections::BTreeMap;
fn main() {
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    let mut deep = BTreeMap::<usize,u32>::new();
    let t = std::time::Instant::now();
    let mut ops = 0;
    let mut tops = 0u8;
    for seed in 0..400 {
        let mut world = World::<32>::new();
        for op in trace(seed, 60) {
            let kind = format!("{op:?}").split(|c: char| !c.is_alphanumeric()).next().unwrap().to_string();
            let out = world.apply(&op);
            if let (Operation::Claim { path, .. }, Ok(Done::Paid(p))) = (&op, &out) { if p[0] > 0 { *deep.entry(path.len()).or_default() += 1; } }
            let res = match out {
                Ok(Done::Paid(p)) => if p.iter().any(|x| *x>0) { "paid".into() } else { "ok 0".into() },
                Ok(Done::Many(r)) => format!("many paid={} failed={}", r.payouts.min(1), r.failed.min(1)),
                Ok(_) => "ok".to_string(),
                Err(Refusal::Splits(e)) => format!("ERR {}", format!("{e:?}").split(|c: char| !c.is_alphanumeric()).next().unwrap()),
                Err(Refusal::Create(e)) => format!("ERR {}", format!("{e:?}").split(|c: char| !c.is_alphanumeric()).next().unwrap()),
                Err(e) => format!("ERR {}", format!("{e:?}").split(|c: char| !c.is_alphanumeric()).next().unwrap()),
            };
            *counts.entry(format!("{kind:14} {res}")).or_default() += 1;
            ops += 1;
        }
        for v in 1..=world.versions() { tops = tops.max(world.info(atelier_splits::Id(v)).unwrap().height); }
    }
    for (k, v) in counts { println!("{v:6} {k}"); }
    println!("{ops} ops {:?} paid claim depth {deep:?} top {tops}", t.elapsed());
}
