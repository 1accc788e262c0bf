fn main() {
    let dir = std::path::PathBuf::from(std::env::args().nth(1).unwrap());
    std::fs::create_dir_all(&dir).unwrap();
    let doc = qunce::synth::portfolio(&Default::default()).unwrap();
    qunce::project_file::save(&doc, &dir.join("project.ron"), qunce::project_file::Changed::ALL).unwrap();
}
