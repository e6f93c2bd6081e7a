#!/bin/sh
# Installs posassist for you alone, from the folder this script lies in; no administrator is needed.
#   sh install.sh            installs or renews
#   sh install.sh --remove   removes the program; your books stay where they are
set -eu
here=$(cd "$(dirname "$0")" && pwd)
data=${XDG_DATA_HOME:-$HOME/.local/share}
program=$HOME/.local/lib/posassist
entry=$data/applications/posassist.desktop
icon=$data/icons/hicolor/256x256/apps/posassist.png
command=$HOME/.local/bin/posassist

if [ "${1:-}" = --remove ]; then
  rm -rf "$program"
  rm -f "$entry" "$icon" "$command"
  echo "posassist is removed; your books stay in $data/posassist"
  echo "posassist 已卸载；您的账本保留在 $data/posassist"
  exit 0
fi
if [ "$here" = "$program" ]; then
  echo "Run install.sh from the unpacked archive / 请在解压出的文件夹中运行 install.sh" >&2
  exit 2
fi
mkdir -p "$(dirname "$program")" "$data/applications" "$(dirname "$icon")" "$(dirname "$command")"
rm -rf "$program.new"
cp -R "$here" "$program.new"
rm -rf "$program"
mv "$program.new" "$program"
ln -sf "$program/posassist" "$command"
cp "$here/posassist.png" "$icon"
# A path with spaces is one word between quotes.
sed "s|^Exec=posassist|Exec=\"$program/posassist\"|" "$here/posassist.desktop" > "$entry"
echo "posassist is installed; open it from the menu, or as $command"
echo "posassist 已安装；从菜单打开，或运行 $command"
