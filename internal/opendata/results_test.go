package opendata

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/survey"
)

// Submissions, similar responses, wordings and scales have rows of their own, each with another key.
//
// Row A5 of docs/faults.md.
func TestCSVIncludesSubmissionsAndClusters(t *testing.T) {
	p := disclose.Standard()
	table := func(topic disclose.Topic, cells ...int64) disclose.ReleasedTable {
		t, sum := disclose.Table{Topic: topic}, int64(0)
		for _, n := range cells {
			t.Cells, sum = append(t.Cells, disclose.NewCount(n)), sum+n
		}
		t.States.Answered = disclose.NewCount(sum)
		return p.Release(t)
	}
	scaled := analysis.Question{ID: "plan", Kind: survey.Single, ReleasedTable: table(disclose.Proposal, 70, 30),
		Options: []analysis.Option{{ID: "a--b", Text: "A / B", Merges: []string{"a", "b"}}, {ID: "c", Text: "C"}}}
	scaled.ByScale = []analysis.Scale{
		{Question: analysis.Question{ID: "plan", Kind: survey.Single, ReleasedTable: table(disclose.Proposal, 40, 20, 20),
			Options: []analysis.Option{{ID: "a", Text: "A"}, {ID: "b", Text: "B"}, {ID: "c", Text: "C"}}}},
		{Edition: "easy-read", Question: analysis.Question{ID: "plan", Kind: survey.Single, ReleasedTable: table(disclose.Proposal, 10, 10),
			Options: []analysis.Option{{ID: "yes", Text: "Yes", Merges: []string{"a", "b"}}, {ID: "c", Text: "No"}}}},
	}
	options := []analysis.Option{{ID: "yes", Text: "Yes"}, {ID: "no", Text: "No"}}
	r := &analysis.Release{Consultation: "park", Number: 1, Policy: p.Rules(),
		Submissions: []analysis.SubmissionCount{{Kind: entry.Petition, Count: 1, SignaturesClaimed: 911, SignaturesChecked: 874}},
		Clusters: []analysis.Cluster{
			{
				DetectedBy: moderation.SameAnswers,
				Decision:   moderation.CountOnce,
				Responses:  61,
				Excluded:   60,
				Effect:     []analysis.Effect{{Question: "use", ReleasedTable: table(disclose.Monitoring, 57, 3)}},
			},
			{DetectedBy: moderation.SameAnswers, Decision: moderation.CountOnce, SizeHidden: true},
		},
		Questions: []analysis.Question{{ID: "use", Kind: survey.Single, Options: options, ReleasedTable: table(disclose.Proposal, 300, 200)},
			{
				ID:            "lit",
				Kind:          survey.Single,
				Options:       options,
				ReleasedTable: p.Withhold(disclose.Table{Cells: make([]disclose.Count, 2)}, disclose.CountedSeparately),
				Wordings: []analysis.Wording{
					{
						Question: analysis.Question{
							ID:            "lit",
							Kind:          survey.Single,
							Text:          "Lit?",
							Options:       options,
							ReleasedTable: table(disclose.Proposal, 90, 10),
						},
					},
					{
						From: "2016-05-02",
						Question: analysis.Question{
							ID:            "lit",
							Kind:          survey.Single,
							Text:          "Lit well?",
							Options:       options,
							ReleasedTable: table(disclose.Proposal, 40, 60),
						},
					}},
			}, scaled}}
	var b bytes.Buffer
	if err := WriteResults(&b, r); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at, got := map[string]int{}, map[string]string{}
	for i, name := range rows[0] {
		at[name] = i
	}
	for _, row := range rows[1:] {
		key := strings.Join([]string{row[at["section"]], row[at["question"]], row[at["wording"]], row[at["row"]], row[at["option"]]}, "/")
		if scale := row[at["scale"]]; scale != "" {
			key += "@" + scale
		}
		if _, twice := got[key]; twice {
			t.Errorf("the key %s appears twice", key)
		}
		got[key] = row[at["count"]]
	}
	for key, want := range map[string]string{
		"submissions////petition": "1", "submissions///signatures-claimed/petition": "911", "submissions///signatures-checked/petition": "874",
		"similar///1/count-once": "61", "similar///2/count-once": "[c]", "similar/use//1/yes": "[c]", "similar/use//1/no": "[c]",
		"views/lit///yes": "[c]", "views/lit/1//yes": "90", "views/lit/2//no": "60", "views/use///yes": "300",
		"views/plan///a--b": "70", "views/plan///a@original": "40", "views/plan///yes@easy-read": "10", "views/plan///c@easy-read": "10",
	} {
		if got[key] != want {
			t.Errorf("%s is %q, want %q", key, got[key], want)
		}
	}
}

// Row A6 of docs/faults.md: in the file, too, a percentage is of those who were offered
// the answer.
func TestCSVHasWhoWasOfferedAnAnswer(t *testing.T) {
	table := disclose.Standard().Release(disclose.Table{Topic: disclose.Proposal,
		States: disclose.StateCounts{Answered: disclose.NewCount(1166)},
		Cells:  []disclose.Count{disclose.NewCount(521), disclose.NewCount(645)},
		Bases:  []disclose.Count{disclose.NewCount(1068), disclose.NewCount(1166)}})
	r := &analysis.Release{Consultation: "park", Number: 1, Questions: []analysis.Question{{ID: "aims", Kind: survey.Single,
		Options: []analysis.Option{{ID: "strongly", Text: "Strongly agree"}, {ID: "agree", Text: "Agree"}}, ReleasedTable: table}}}
	var b bytes.Buffer
	if err := WriteResults(&b, r); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []map[string]string{
		{"count": "521", "share": "49", "answered": "1166", "offered": "1068"},
		{"count": "645", "share": "55", "answered": "1166", "offered": "1166"},
	} {
		for at, name := range rows[0] {
			if w, ok := want[name]; ok && rows[i+1][at] != w {
				t.Errorf("row %d, %s: %s, want %s", i, name, rows[i+1][at], w)
			}
		}
	}
}
