package opendata

import (
	"cmp"
	"strconv"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/analysis"
)

// resultRows returns every row of results.csv.
func resultRows(r *analysis.Release) (all []resultRow) {
	type breakdown struct {
		section string
		split   analysis.Breakdown
	}
	breakdowns := []breakdown{{sectionChannel, r.Channels}, {sectionEdition, r.Editions}}
	if r.Exclusions != nil {
		breakdowns = append(breakdowns, breakdown{sectionExclusions, *r.Exclusions})
	}
	for _, part := range breakdowns {
		for i, name := range part.split.Names {
			all = append(all, resultRow{release: r, section: part.section, key: name, table: part.split.ReleasedTable, optionIndex: i})
		}
	}
	for i := range r.Questions {
		q := &r.Questions[i]
		l := resultRow{release: r, section: sectionProposals, question: q, table: q.ReleasedTable, optionIndex: -1}
		if q.Monitoring {
			l.section = sectionMonitoring
		}
		all = append(all, l.questionRows()...)
		for j := range q.Wordings {
			l.question, l.table, l.wording = &q.Wordings[j].Question, q.Wordings[j].ReleasedTable, j+1
			all = append(all, l.questionRows()...)
		}
		l.wording = 0
		for j := range q.ByScale {
			s := &q.ByScale[j]
			l.question, l.table, l.scale = &s.Question, s.ReleasedTable, cmp.Or(s.Edition, originalScale)
			all = append(all, l.questionRows()...)
		}
	}
	return append(append(all, crossRows(r)...), submissionAndClusterRows(r)...)
}

// crossRows returns the rows of the answers by group.
func crossRows(r *analysis.Release) (all []resultRow) {
	if r.ByGroup == nil {
		return nil
	}
	for i := range r.ByGroup.Tables {
		t := &r.ByGroup.Tables[i]
		l := resultRow{release: r, section: sectionGroups, question: r.Question(t.Question), by: r.ByGroup.By, optionIndex: -1}
		if l.table.Withheld = t.Withheld; t.Withheld != disclose.NotWithheld {
			all = append(all, l)
			continue
		}
		for j := range r.ByGroup.Groups {
			l.group, l.table = &r.ByGroup.Groups[j], t.Column(l.question, j)
			all = append(all, l.optionRows()...)
		}
	}
	return all
}

// questionRows returns the rows of one question in one wording.
func (l resultRow) questionRows() (all []resultRow) {
	switch {
	case len(l.question.Rows) > 0:
		for j := range l.question.Rows {
			l.row, l.table = &l.question.Rows[j], l.question.Rows[j].ReleasedTable
			all = append(all, l.optionRows()...)
		}
		return all
	case len(l.question.Options) > 0:
		return l.optionRows()
	}
	return []resultRow{l}
}

// submissionAndClusterRows returns the rows for submissions and similar responses.
func submissionAndClusterRows(r *analysis.Release) (all []resultRow) {
	for i := range r.Submissions {
		s := &r.Submissions[i]
		for _, part := range []struct {
			name string
			n    *int64
		}{
			{"", &s.Count},
			{"signatures-claimed", &s.SignaturesClaimed},
			{"signatures-checked", &s.SignaturesChecked},
			{"attending", &s.Attendees},
		} {
			if part.name == "" || *part.n > 0 {
				all = append(all, resultRow{release: r, section: sectionSubmissions, key: string(s.Kind), item: part.name, rawCount: part.n})
			}
		}
	}
	for i := range r.Clusters {
		s, set := &r.Clusters[i], strconv.Itoa(i+1)
		l := resultRow{release: r, section: sectionClusters, key: s.Decision, item: set, rawCount: &s.Responses}
		if s.SizeHidden {
			l.rawCount, l.optionIndex = nil, 0
			l.table = disclose.ReleasedTable{Cells: make([]disclose.Cell, 1)} // the zero value is hidden
		}
		all = append(all, l)
		for _, e := range s.Effect {
			if q := r.Question(e.Question); q != nil && len(q.Options) == len(e.Cells) {
				row := resultRow{release: r, section: sectionClusters, question: q, item: set, table: e.ReleasedTable}
				all = append(all, row.optionRows()...)
			}
		}
	}
	return all
}

func (l resultRow) optionRows() (all []resultRow) {
	for i := range l.question.Options {
		l.option, l.optionIndex = &l.question.Options[i], i
		all = append(all, l)
	}
	return all
}
