package main

import _ "tradeoff/diversity/pool/glyphs" // a study may name it; a worker opens what its study names
