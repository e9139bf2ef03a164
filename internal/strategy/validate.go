package strategy

import (
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// prepare fills in defaults and returns fault.Invalid if s cannot be stored at the time now.
func (s *Strategy) prepare(now time.Time) error {
	var wrong definition.SettingErrors
	wrong.Add(evidence.CheckRef("the strategy", s.Slug), "slug")
	if strings.TrimSpace(s.Title) == "" {
		wrong.Add(fault.Newf(fault.Invalid, "Enter a title for strategy %q.", s.Slug), "title")
	}
	switch {
	case !s.From.IsZero() && !s.To.IsZero() && s.To.Before(s.From):
		wrong.Add(fault.New(fault.Invalid, "The end of the period must be after its start."), "to")
	case s.From.IsZero() || s.To.IsZero():
		wrong.Add(fault.Newf(fault.Invalid,
			"Enter the start and end dates of strategy %q, like from: 2016-04-01 and to: 2020-03-31.", s.Slug), "to")
	}
	if s.ReportEvery < 0 || s.ReportEvery > 24 {
		wrong.Add(fault.Newf(fault.Invalid,
			"Enter how many months lie between the progress reports of strategy %q, from 1 to 24 (report-every).", s.Slug), "report-every")
	}
	wrong.Add(evidence.CheckLanguage(s.Language), "language")
	wrong.Add(s.Source.Check(), "source")
	wrong.Add(s.prepareVersions())
	wrong.Add(s.checkAims(now))
	published := false
	for i := range s.Publications {
		p := &s.Publications[i]
		p.Strategy = s.Slug
		wrong.Add(p.validate(now), "publications", i)
		published = published || p.Kind == EqualityObjectives
	}
	if published {
		wrong.Add(s.checkObjectivesPublishable())
	}
	return wrong.Err()
}

// checkAims checks the aims of s and their objectives.
func (s *Strategy) checkAims(now time.Time) error {
	var wrong definition.SettingErrors
	seen := map[string]bool{}
	for i := range s.Aims {
		a := &s.Aims[i]
		wrong.Add(checkUnique(seen, "each aim", a.Ref), "aims", i, "ref")
		for j := range a.Objectives {
			o := &a.Objectives[j]
			wrong.Add(checkUnique(seen, "each objective", o.Ref), "aims", i, "objectives", j, "ref")
			if strings.TrimSpace(o.Title) == "" {
				err := fault.Newf(fault.Invalid, "Enter a title for objective %q (title).", o.Ref)
				wrong.Add(err, "aims", i, "objectives", j, "title")
			}
			wrong.Add(o.check(now), "aims", i, "objectives", j)
		}
	}
	return wrong.Err()
}

// check checks what o says about its measure, and its readings. It does not need to have all of it.
func (o *Objective) check(now time.Time) error {
	var wrong definition.SettingErrors
	switch {
	case o.Better != "" && o.Better != Higher && o.Better != Lower:
		wrong.Add(fault.Newf(fault.Invalid, "%q is not a direction. Use higher or lower.", o.Better), "better")
	case o.Baseline != nil && o.Target != nil &&
		(o.Better == Higher && *o.Target < *o.Baseline || o.Better == Lower && *o.Target > *o.Baseline):
		wrong.Add(fault.New(fault.Invalid, "The target must be on the better side of the baseline."), "target")
	}
	if o.Every < 0 || o.Every > maxMonthsBetweenReadings {
		wrong.Add(fault.Newf(fault.Invalid, "Enter how many months lie between measurements, from 1 to %d.", maxMonthsBetweenReadings),
			"measured-every")
	}
	wrong.Add(o.Source.Check(), "source")
	wrong.Add(o.checkReadings(now))
	return wrong.Err()
}

// maxMonthsBetweenReadings is ten years, for figures of the census.
const maxMonthsBetweenReadings = 120

func checkUnique(seen map[string]bool, what, ref string) error {
	if err := evidence.CheckRef(what, ref); err != nil {
		return err
	}
	if seen[ref] {
		return fault.Newf(fault.Invalid, "Reference %q is used twice. Each aim and each objective must have its own.", ref)
	}
	seen[ref] = true
	return nil
}

// checkPast returns an error if something that has happened is dated later than now. A publication with a wrong year would
// meet a duty that is not met.
func checkPast(dated, now time.Time) error {
	if !dated.After(now) {
		return nil
	}
	return fault.Newf(fault.Invalid, "The date %s is in the future. Enter a date that is today or in the past.", locale.LazyDate(dated))
}

func (s *Strategy) prepareVersions() error {
	var wrong definition.SettingErrors
	seen := map[string]bool{}
	for i := range s.Versions {
		v := &s.Versions[i]
		if v.Kind != Draft && v.Kind != Consulted && v.Kind != Adopted {
			err := fault.Newf(fault.Invalid, "%q is not a type of version. Use draft, consulted or adopted.", v.Kind)
			wrong.Add(err, "versions", i, "kind")
			continue
		}
		if v.ID == "" {
			v.ID = string(v.Kind)
		}
		wrong.Add(checkUnique(seen, "each version", v.ID), "versions", i, "id")
		if v.Date.IsZero() {
			err := fault.Newf(fault.Invalid, "The %s version of %q must have a date, like 2016-04-25.", v.Kind, s.Title)
			wrong.Add(err, "versions", i, "date")
		}
		wrong.Add(v.Source.Check(), "versions", i, "source")
	}
	return wrong.Err()
}

func (o *Objective) checkReadings(now time.Time) error {
	var wrong definition.SettingErrors
	seen := map[string]bool{}
	for i, r := range o.Readings {
		day := r.Date.Format("2006-01-02")
		switch {
		case r.Date.IsZero():
			wrong.Add(fault.Newf(fault.Invalid, "Each measurement for objective %q must have a date.", o.Ref), "readings", i, "date")
		case seen[day]:
			err := fault.Newf(fault.Invalid, "Objective %q has two measurements dated %s. Keep one.", o.Ref, locale.LazyDate(r.Date))
			wrong.Add(err, "readings", i, "date")
		}
		seen[day] = true
		wrong.Add(checkPast(r.Date, now), "readings", i, "date")
		wrong.Add(r.Source.Check(), "readings", i, "source")
	}
	return wrong.Err()
}

// checkObjectivesPublishable returns nil if the objectives of s may be published together as equality objectives.
func (s *Strategy) checkObjectivesPublishable() error {
	if len(s.Objectives()) == 0 {
		return fault.Newf(fault.Invalid, "Strategy %q has no objectives to publish. Add at least one.", s.Title)
	}
	var wrong definition.SettingErrors
	for i := range s.Aims {
		for j := range s.Aims[i].Objectives {
			wrong.Add(s.Aims[i].Objectives[j].CheckPublishable(), "aims", i, "objectives", j)
		}
	}
	return wrong.Err()
}
