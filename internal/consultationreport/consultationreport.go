// Package consultationreport has the reports on what a consultation found: sections assembled from the consultation and from a
// release of its results, with the words of officers between them. A published report does not change; a correction is a new
// version.
package consultationreport

import (
	"strconv"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/easyread"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/receipt"
)

// Definition is the contents of a report's definition file.
type Definition = Report

// Report is the report on a consultation. Its numbers are those of a release, which never changes; what else it shows is in
// Facts, assembled when the version is published.
type Report struct {
	Consultation string   `yaml:"consultation" json:"consultation"` // slug
	Language     string   `yaml:"language" json:"language"`         // of the words; "" is that of the consultation
	Release      int64    `yaml:"release" json:"release"`           // number of the release from which all figures come
	Assessments  []string `yaml:"assessments" json:"assessments"`   // versions, like waste-sites#2, which the findings feed
	Invented     string   `yaml:"invented" json:"invented,omitempty"`

	// Published is the day on which this version was published, if that was before it was entered here.
	Published time.Time `yaml:"published" json:"published,omitzero"`

	// What officers write, one text for each of Sections. The texts quote figures by codes, like {{figure:use/yes}}.
	Summary     string `yaml:"summary" json:"summary"`
	Proposals   string `yaml:"proposals" json:"proposals"`
	Methods     string `yaml:"methods" json:"methods"`
	Dates       string `yaml:"dates" json:"dates"`
	Responses   string `yaml:"responses" json:"responses"`
	Respondents string `yaml:"respondents" json:"respondents"`
	Answers     string `yaml:"answers" json:"answers"`
	Groups      string `yaml:"groups" json:"groups"`
	Words       string `yaml:"words" json:"words"`
	Events      string `yaml:"events" json:"events"`
	Petitions   string `yaml:"petitions" json:"petitions"`
	Issues      string `yaml:"issues" json:"issues"`
	Limits      string `yaml:"limits" json:"limits"`
	Equality    string `yaml:"equality" json:"equality"`
	Next        string `yaml:"next" json:"next"`
	Appendices  string `yaml:"appendices" json:"appendices"`

	EasyRead []easyread.Line `yaml:"easy-read" json:"easyRead"`

	Facts      *Facts    `yaml:"-" json:"facts"`
	Edition    int64     `yaml:"-" json:"edition"` // starts at 1
	RecordedAt time.Time `yaml:"-" json:"-"`       // when the version was published
}

// Path returns the address of the report on a consultation.
func Path(consultation string) string { return "/consultations/" + consultation + "/report" }

// VersionPath returns the address of a version of a report.
func VersionPath(consultation string, number int64) string {
	return Path(consultation) + "/versions/" + strconv.FormatInt(number, 10)
}

// On returns when this version of r was published.
func (r *Report) On() time.Time {
	if !r.Published.IsZero() {
		return r.Published
	}
	return r.RecordedAt
}

// ReleaseRef returns how other records name the release of r: "parks-2026#1".
func (r *Report) ReleaseRef() string { return r.Consultation + "#" + strconv.FormatInt(r.Release, 10) }

// validate returns definition.SettingErrors if r lacks what every report needs.
// now is the time of the database.
func (r *Report) validate(now time.Time) error {
	var wrong definition.SettingErrors
	if r.Published.After(now) {
		wrong.Add(fault.New(fault.Invalid, "The report cannot be published in the future."), "published")
	}
	wrong.Add(evidence.CheckRef("the consultation", r.Consultation), "consultation")
	wrong.Add(evidence.CheckLanguage(r.Language), "language")
	if r.Release < 1 {
		wrong.Add(fault.New(fault.Invalid, "Choose the release of results from which the figures come."), "release")
	}
	if strings.TrimSpace(r.Summary) == "" {
		wrong.Add(fault.New(fault.Invalid, "Enter a summary in plain English."), "summary")
	}
	for i, line := range r.EasyRead {
		wrong.Add(line.Check(), "easy-read", i, "words")
	}
	return wrong.Err()
}

// leafOf is the entry in the public record of a version. Its commitment needs no salt, because body is public.
func leafOf(consultation string, edition int64, body string) receipt.Leaf {
	return receipt.Leaf{Subject: "consultation-report/" + consultation + "/" + strconv.FormatInt(edition, 10), Kind: "publication",
		Commitment: digest.Of(body)}
}

// Leaf returns the entry in the public record of this version of r.
func (r *Report) Leaf() receipt.Leaf { return leafOf(r.Consultation, r.Edition, db.JSON(r)) }
