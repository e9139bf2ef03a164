package strategy

import (
	"strings"

	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// prepare fills in defaults and returns fault.Invalid if s cannot be stored.
func (s *Strategy) prepare() error {
	if err := evidence.CheckRef("the strategy", s.Slug); err != nil {
		return err
	}
	switch {
	case strings.TrimSpace(s.Title) == "":
		return fault.Newf(fault.Invalid, "Enter a title for strategy %q.", s.Slug)
	case s.From.IsZero() || s.To.IsZero() || s.To.Before(s.From):
		return fault.Newf(fault.Invalid, "Enter the start and end dates of strategy %q, like from: 2016-04-01 and to: 2020-03-31.", s.Slug)
	}
	if s.ReportEvery < 0 || s.ReportEvery > 24 {
		return fault.Newf(fault.Invalid,
			"Enter how many months lie between the progress reports of strategy %q, from 1 to 24 (report-every).", s.Slug)
	}
	if err := evidence.CheckLanguage(s.Language); err != nil {
		return err
	}
	if err := s.Source.Check(); err != nil {
		return err
	}
	if err := s.prepareVersions(); err != nil {
		return err
	}
	seen := map[string]bool{}
	for i := range s.Aims {
		a := &s.Aims[i]
		if err := checkUnique(seen, "each aim", a.Ref); err != nil {
			return err
		}
		for j := range a.Objectives {
			o := &a.Objectives[j]
			if err := checkUnique(seen, "each objective", o.Ref); err != nil {
				return err
			}
			if strings.TrimSpace(o.Title) == "" {
				return fault.Newf(fault.Invalid, "Enter a title for objective %q (title).", o.Ref)
			}
			if err := o.checkReadings(); err != nil {
				return err
			}
		}
	}
	for i := range s.Publications {
		p := &s.Publications[i]
		p.Strategy = s.Slug
		if err := p.validate(); err != nil {
			return err
		}
		if p.Kind == EqualityObjectives {
			if err := s.checkObjectivesPublishable(); err != nil {
				return err
			}
		}
	}
	return nil
}

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

func (s *Strategy) prepareVersions() error {
	seen := map[string]bool{}
	for i := range s.Versions {
		v := &s.Versions[i]
		if v.Kind != Draft && v.Kind != Consulted && v.Kind != Adopted {
			return fault.Newf(fault.Invalid, "%q is not a type of version. Use draft, consulted or adopted.", v.Kind)
		}
		if v.ID == "" {
			v.ID = string(v.Kind)
		}
		if err := checkUnique(seen, "each version", v.ID); err != nil {
			return err
		}
		if v.Date.IsZero() {
			return fault.Newf(fault.Invalid, "The %s version of %q must have a date, like 2016-04-25.", v.Kind, s.Title)
		}
		if err := v.Source.Check(); err != nil {
			return err
		}
	}
	return nil
}

func (o *Objective) checkReadings() error {
	seen := map[string]bool{}
	for _, r := range o.Readings {
		day := r.Date.Format("2006-01-02")
		switch {
		case r.Date.IsZero():
			return fault.Newf(fault.Invalid, "Each measurement for objective %q must have a date.", o.Ref)
		case seen[day]:
			return fault.Newf(fault.Invalid, "Objective %q has two measurements dated %s. Keep one.", o.Ref, locale.LazyDate(r.Date))
		}
		seen[day] = true
		if err := r.Source.Check(); err != nil {
			return err
		}
	}
	return nil
}

// checkObjectivesPublishable returns nil if the objectives of s may be published together as equality objectives.
func (s *Strategy) checkObjectivesPublishable() error {
	all := s.Objectives()
	if len(all) == 0 {
		return fault.Newf(fault.Invalid, "Strategy %q has no objectives to publish. Add at least one.", s.Title)
	}
	for i := range all {
		if err := all[i].CheckPublishable(); err != nil {
			return err
		}
	}
	return nil
}
