use clap::Parser;

#[derive(Parser)]
struct Arguments {
    /// What is counted.
    #[arg(default_value = "the quick brown fox and the lazy dog")]
    text: String,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    tracing_subscriber::fmt().with_env_filter("off").init();
    let arguments = Arguments::parse();
    println!("{} {}", text::Count::describe(), server::ask(&arguments.text).await?);
    Ok(())
}
