//! Colors by role, for light and for dark surroundings.

/// The roles that have a color of their own; others take those that are left.
const ROLES: [&str; 8] =
    ["artist", "model maker", "base model", "dataset", "compute", "treasury", "curator", "investor"];

/// For each color: on light, on dark.
const COLORS: [(&str, &str); 12] = [
    ("#d0504a", "#ee7a70"),
    ("#dc8d2c", "#eeaa55"),
    ("#8560a8", "#b090d2"),
    ("#26897d", "#4cb8a9"),
    ("#3b74b4", "#6fa5e0"),
    ("#6c8f3a", "#9abf62"),
    ("#c0568c", "#e087b5"),
    ("#9a7146", "#c79f72"),
    ("#4f6d7a", "#88a9b8"),
    ("#b3a12f", "#d9c95c"),
    ("#7a4e52", "#bd8c90"),
    ("#3f8f4f", "#74c084"),
];

/// The colors of a story's roles, in the order in which the roles appear.
pub struct Palette(Vec<(String, usize)>);

impl Palette {
    /// Gives each role a color.
    #[must_use]
    pub fn new<'a>(roles: impl Iterator<Item = &'a str>) -> Self {
        let mut chosen: Vec<(String, usize)> = Vec::new();
        let mut next = ROLES.len();
        for role in roles {
            if chosen.iter().any(|(known, _)| known == role) {
                continue;
            }
            let own = ROLES.iter().position(|known| *known == role);
            let color = own.unwrap_or_else(|| {
                next += 1;
                (next - 1) % COLORS.len()
            });
            chosen.push((role.into(), color));
        }
        Self(chosen)
    }

    /// The number of a role's color.
    #[must_use]
    pub fn color(&self, role: &str) -> usize {
        self.0.iter().find(|(known, _)| known == role).map_or(8, |(_, color)| *color)
    }

    /// The roles with their colors.
    pub fn roles(&self) -> impl Iterator<Item = (&str, usize)> {
        self.0.iter().map(|(role, color)| (role.as_str(), *color))
    }
}

/// The variables of all colors, for a style sheet.
#[must_use]
pub fn variables(dark: bool) -> String {
    let color = |(number, (on_light, on_dark)): (usize, &(&str, &str))| {
        format!("--c{number}:{};", if dark { on_dark } else { on_light })
    };
    COLORS.iter().enumerate().map(color).collect()
}
