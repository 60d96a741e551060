// Package suggest chooses the settings of a first study by what a folder of images holds: how they are read, which
// classes are held out for the task, the budgets, the network and the recipe; and it recommends a size by the results.
// Every choice is a [Decision] with its reason, and each can be made by the user instead.
//
//	folder -> [pool.Inspect] -> [Reading] -> [pool.Folder] -> [HoldOut] -> [Study] -> study.Study.Run -> [Recommend]
//
// [OfFolder] goes this way up to the study in one step. [Proposal.Answer] says what the results that there are mean
// ([Proposal.Stored]), or that there are none yet. [StandIn] writes a folder for who has none.
//
// The rules are plain and written down with each function. They are a start for images that nobody has studied yet, not
// what is best for them: that is what the study is for.
package suggest
