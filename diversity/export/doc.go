// Package export writes the results of a study as tables for other programs, and reads them back. [CSV] and [Parquet]
// write the same table: one row for each finished run, task and probe, in the order of the plan, then of the study's
// tasks and probes. What a run was measured on in an earlier form of the study is left out.
//
// The columns, in this order in both formats:
//
//	column         type        unit    meaning
//	study          string              name of the study
//	study_hash     string              study.Study.Hash: the same experiment has the same hash
//	run            string              study.Study.RunHash: rows of one run share a pre-training
//	classes        int64               K, number of classes in the pre-training set; 0 for a control
//	per_class      int64       images  n, images of each class; 0 for a control
//	total          int64       images  N = K n
//	ratio          float64             x = K / n; empty for a control
//	repeat         int64               number of the repeat, from 0
//	seed           uint64              of all random choices of the run
//	control        bool                true for random weights that were never trained
//	task           string              name of the downstream task
//	task_hash      string              split.Task.Hash: contents of the task
//	probe          string              kind of the probe
//	probe_hash     string              study.ProbeHash: its options
//	wrong          int64       images  test images classified wrongly, over all episodes
//	tested         int64       images  test images, over all episodes
//	error          float64             wrong / tested, a share in [0, 1]
//	loss           float64     nats    of pre-training at its end; empty for a control
//	train_seconds  float64     s       pre-training, compilation included; the same in all rows of a run
//	probe_seconds  float64     s       features and probes of all tasks; the same in all rows of a run
//	device         string              what computed the run, for humans
//	finished       timestamp   UTC     when the run was published, to the microsecond; empty if not known
//	token          int64               fencing token under which the run was published
//	policy         string              of choosing the images, where several are compared; else empty (null in Parquet)
//	top5_error     float64             share of test images whose class is not among the five most likely
//	class_error    float64             1 - mean per-class accuracy
//	macro_f1       float64             mean over classes of the harmonic mean of precision and recall
//	calibration_error  float64         expected calibration error with 15 bins, see probe.Scoring
//	within  float64  see package diagnose
//	between  float64  see package diagnose
//	cdnv  float64  see package diagnose
//	nc1  float64  see package diagnose
//	nc2_norms  float64  see package diagnose
//	nc2_angles  float64  see package diagnose
//	nc2_max_angle  float64  see package diagnose
//	nc3  float64  see package diagnose
//	nc4  float64  see package diagnose
//	rankme  float64  see package diagnose
//	log_spectral  float64  see package diagnose
//	margin  float64  see package diagnose
//	log_normalised_margin  float64  see package diagnose
//	head_least  float64  see package diagnose
//	head_condition  float64  see package diagnose
//	task_within  float64  see package diagnose
//	task_between  float64  see package diagnose
//	task_cdnv  float64  see package diagnose
//	task_nc1  float64  see package diagnose
//	task_rankme  float64  see package diagnose
//	distance  float64  see package diagnose
//	agreement  float64  see package diagnose
//	trained_head_least  float64  see package diagnose
//	trained_head_condition  float64  see package diagnose
//
// The scores and what follows them are empty where they were not recorded, or cannot be told; a control has no
// quantities of pre-training.
//
// An empty cell is a null in Parquet and nothing between the commas in CSV. Numbers survive the way there and back bit
// by bit: CSV has the shortest text that reads as the same float64. CSV is UTF-8 with a header line, commas, quotes
// where needed, "true" and "false", and times as in 2026-01-02T15:04:05.678Z. A text that a spreadsheet would compute,
// as it begins with =, +, -, @ or a tab, has an apostrophe in front in CSV, which [ReadCSV] takes away. Parquet is
// compressed with Snappy and says in its metadata which version of this table it holds ("tradeoff.table",
// [TableVersion]).
//
// [ReadCSV] and [ReadParquet] also take what other programs made of such a file: columns in another order and further
// columns, which are ignored. [Points] turns rows into what package theory fits.
package export
