// Package diversity holds the values that every package of the laboratory speaks: [Size], [Limits], [Measurement], and
// the seeded streams of random numbers. It is also the map of the library.
//
// The question: with a budget of N labelled images for supervised pre-training, how many classes K and how many images
// per class n = N/K give the best downstream accuracy? (arXiv 2305.12224.) The library implements the method of the
// paper's abstract and tests its claims; it does not assume them.
//
// # The map, from light to heavy
//
// Arrows only go down to packages named earlier. The light packages never link a training framework, so that a notebook
// cell which fits a law or draws a figure builds in a fraction of a second.
//
//	display     how a value is shown to a reader: documents of tables, formulas, verdicts
//	diversity   Size, Limits, budgets as exact factor pairs, Stream, Measurement
//	pool        labelled images to draw from: the embedded Omniglot, folders and archives, files of many images
//	pool/parquet  lets pool open Parquet files; linked only by who imports it
//	pool/internal/photo, jpeg, resize  an image file to pixels, in integers
//	pool/datasets  well-known collections, downloaded on request from their official addresses, or opened where they lie
//	pool/internal/layout, arrays  images as others keep them: folders, splits, tables, archives; many in a file
//	pool/internal/matlab  what both know of MATLAB's files
//	pool/glyphs printed characters, drawn from fonts in Go modules; linked only by who imports it
//	split       two-step draws, exact sizes of a budget, downstream tasks, manifests
//	estimate    numbers with their intervals: means of repeats and episodes, summaries of sizes, tables of measurements
//	laws        laws error(K, n) as values, and what a law is
//	worlds      worlds with known answers, measured as a study is
//	theory      fits, the surface without a law, per-budget minima, the best size at a budget, tests of the claims
//	theory/levels    budgets of three levels: groups, sources, items; laws, fits, what to buy at three prices, which law
//	theory/nlls      any model to any data, by nonlinear least squares
//	theory/backtest  rules for choosing a size, scored on budgets that they have not seen
//	theory/design    power, and the sizes to run next
//	backbone    which network: plain configuration values
//	recipe      how it is pre-trained: plain configuration values; training curves
//	probe       frozen features -> error and other scores: ridge, logistic, linear SGD, k nearest, nearest mean, and what
//	            packages register; fine-tuning, carried out by a network that it is handed
//	diagnose    what theories say of features: spread, neural collapse, rank, margins, distances; which predict the error
//	study       an experiment as a value; its store on disk; what is missing; worker processes; protocols of papers
//	study/maintain  list, status, check, prune, pack and unpack
//	verdicts    each sentence of the paper's abstract against measurements, and what predicting K gains
//	suggest     a first study of images that nobody has studied, each setting with its reason; the answer of its results
//	photographs  the paper's experiment of folders of photographs: pool, classes held out, downstream tasks
//	export      results as CSV and Parquet, and back
//	cluster     a study as a Slurm job array or a Kubernetes Indexed Job
//	figure      figures as values, built from results and fits; charts, labels and level lines are below it
//	lesson      pictures, tables and sentences of the lesson on the theory (notebooks/theory.ipynb)
//	report      the answer of a study or a table in one card, a calculator, two studies compared
//
//	study/internal/claims  who computes what: lease, heartbeat, fencing
//	study/internal/sealed  files that show when a byte of them was changed; study/internal/disk writes them whole
//	theory/internal/varpro, gp, sizegrid  variable projection, the Gaussian process of the surface, grids over ln K
//	theory/internal/lawpairs  what tests of one law against another share: the t test, the runs needed, the sentence
//	theory/internal/settings  checks of what several options have in common; the laws if none are given
//	internal/grouping, numeric, parallel  runs of one size, small least squares, work on all processors
//	internal/safetensors  networks on disk
//	internal/torchfile    the tensors of PyTorch's files, of which nothing is run
//	internal/formula      arrays of tests, the same in other frameworks
//	internal/pngfolder    the images of a pool as files, as strangers keep theirs
//	internal/aligned      tables as text, their columns aligned
//	internal/csvfile      delimited text as other programs write it
//	internal/registry     values by kind, and their JSON
//	internal/product      products of matrices, by AVX2 where the processor has it
//	internal/regular      regular files only, read without waiting and within bounds
//	internal/stall        what reads from a network is given up when nothing arrives
//	internal/processor    the name of the processor, on which the last bits of results depend
//	internal/cachedir     the directory of what can be made again
//	pool/internal/prepared  images decoded once, in files that all processes share
//
//	internal/device   finds or installs the XLA plugin (heavy from here on)
//	internal/network  the graphs of the backbones
//	internal/augment  what a recipe does to the images of a batch
//	pretrain          one pre-training on a device
//	trial             whether a device computes what another computes, and how fast it is
//	runner            one run, start to finish; the worker loop; Main for a worker program of one's own
//
// The command in ../kernel starts notebooks and workers; ../kernel/show is what a cell calls to display, and
// ../kernel/result shows the value of a cell's last expression; ../kernel/keep carries its variables over to the next
// cell. The process that Jupyter sees is ../kernel/internal/proxy, in front of gonb. ../kernel/picture writes figures
// to files: it holds a JavaScript engine, which package figure does without. ../kernel/page writes a report as a page.
// A cell has the module of the nearest go.mod above its notebook (../kernel/internal/cell/workspace): this one, or a
// project of the user's own (../kernel/internal/install/project makes one). The path of this module stands in go.mod
// and in imports only; ../kernel/internal/install/rename moves it.
//
// # Where the design departs from its first drawing
//
// Backbones and recipes were to live with the code that trains them. They are light packages of their own instead: a
// study names both, and a cell that names a study must not link XLA. For the same reason the probes are pure Go, and
// a study runs in worker processes by default: no cell of the quick start links GoMLX. Exact factor pairs live here
// rather than in split, because theory needs them to name a size that exists.
//
// What a number with its interval is, stands in package estimate, below study, theory and figure: a mean of repeats has
// the same interval wherever it is shown. Laws and worlds are packages laws and worlds, in the plural, since a variable
// of either is called law and world. The solvers of theory are internal packages; nonlinear least squares for models of
// one's own is a public one, theory/nlls, since a general solver that meets the certified values of NIST is of use by
// itself. What ends within a second (theory.Fit, theory.Minima) takes no context, what may take long takes it first.
//
// A claim on a run is not the file claims/<hash> but claims/<hash>.<token>, locked, and the outcome is written into
// that very file and renamed into place: the file system itself keeps a worker that lost its claim from publishing. The
// argument is in the documentation of package study/internal/claims, a protocol on keys and bytes that knows neither
// studies nor runs.
//
// A folder of images is decoded into a prepared set below the cache directory, named by a hash of its listing, the
// options and the version of the reader. The content of such a pool is identified by the digests of its images, which
// the set holds, so that a worker opens it and checks that it is the same without reading a pixel.
//
// A pool that is drawn by code, such as the glyphs, is opened again by its name in a worker process: package pool keeps
// a table of names which packages fill when they are initialised, as image formats and database drivers are.
//
// Backbones and probes are known by their kinds in the same manner, ours and those of a user's packages alike
// (backbone.Register, probe.Register; the graph of a backbone by pretrain.Register, on the heavy side). In JSON a value
// is its kind and its settings, and that text is what hashes are made of. A user's worker program imports the packages
// and calls runner.Main. A program that does not know a kind still reads, lists and draws the study: backbone.Unknown
// and probe.Unknown stand in for the value, are written back as they were read, and say which package is missing to
// what would compute with them.
//
// Devices are opened with a single thread and a single CPU device: work is divided over worker processes, one to a
// core, and several threads in each only take turns (1.4 to 1.6 times slower).
//
// gonb is built from a copy with patches (../kernel/internal/cell/gonbfix): as it is, it loses displays of a cell that
// ends at once, shows text and displays in any order, forgets an interrupt while it compiles, and asks its language
// server nothing for 12 s, nor while a cell runs. Each patch has the issue for its authors beside it. Half-typed code
// is made whole before gonb is asked about it (../kernel/internal/cell). Its widgets are not used: controls whose
// figure a cell computes anew (show.Interact) go through the process in front of it, by
// ../kernel/internal/cell/controls, which says why.
//
// # Random numbers
//
// Every random choice comes from [Stream] with an explicit seed and a [Purpose]. Streams for different purposes are
// independent: changing the augmentation never changes the classes drawn.
//
// # Errors
//
// A value outside its range is reported as a [FieldError], which names the field, the value and what is allowed, and
// wraps [ErrInvalid].
package diversity
