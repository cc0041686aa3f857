//! The dashboard names figures that exist.

#[test]
fn every_figure_of_the_dashboard_is_served() {
    let metrics = zerocord_live::Metrics::default();
    let text = metrics.exposition();
    let dashboard: serde_json::Value =
        serde_json::from_str(include_str!("../../../../docs/grafana.json")).unwrap();
    let mut found = 0;
    for panel in dashboard["panels"].as_array().unwrap() {
        for target in panel["targets"].as_array().unwrap() {
            let expression = target["expr"].as_str().unwrap();
            let is_letter = |char: char| char.is_ascii_alphanumeric() || char == '_';
            for name in expression.split(|char| !is_letter(char)).filter(|name| name.starts_with("zerocord_"))
            {
                let name = name.trim_end_matches("_bucket");
                assert!(text.contains(&format!("# TYPE {name} ")), "{name}");
                found += 1;
            }
        }
    }
    assert!(found > 10);
}
