package main

import (
	_ "tradeoff/diversity/pool/glyphs"  // a study may name it; a worker opens what its study names
	_ "tradeoff/diversity/pool/parquet" // the same, and pool prepare takes Parquet files
)
