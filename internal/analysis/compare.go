package analysis

import "slices"

// comparison is the difference between the latest release and the responses now.
type comparison struct {
	withdrawn int64 // responses withdrawn since the release
	changed   int64 // responses that are new, or whose exclusion changed
	otherData bool  // submissions or cluster decisions changed
}

func (d comparison) unchanged() bool { return d.changed == 0 && !d.otherData }

// compare compares an earlier release with the responses now.
func compare(then *earlierRelease, now *resultCounts) (d comparison) {
	// substitutes is the number of responses that are counted now in place of a
	// withdrawn response of the same cluster.
	var substitutes, seen int64
	for _, s := range now.statuses {
		is, was := s.publicStatus(), publicStatus(then.roll.status(s.at))
		if was != "" {
			seen++
		}
		switch {
		case is == was:
			continue
		case is == statusWithdrawn && was != "":
			d.withdrawn++
		case is == statusCounted && was == statusCampaign:
			substitutes++
		default:
			d.changed++
		}
	}
	d.changed += int64(len(then.roll.entries)) - seen // responses are never deleted; if one is missing, Audit reports it
	d.otherData = !slices.Equal(then.Submissions, now.submissions) || !slices.Equal(then.clusterDecisions(), now.clusterDecisions())
	if d.otherData || substitutes > d.withdrawn {
		d.changed += substitutes
	}
	return d
}
