#!/bin/sh
# in-swift-root.sh ROOT FOLDERS HERE PROGRAM...: runs PROGRAM in the folder HERE, inside the Debian tree ROOT.
#
# FOLDERS, divided by colons, are seen inside under the paths that they have outside. The mounts belong to this process
# alone and vanish with it, so that nothing is left to unmount. Needs root.
set -eu
if [ "${PLACET_MOUNTS_ARE_OWN:-}" != yes ]; then
  export PLACET_MOUNTS_ARE_OWN=yes
  exec unshare --mount --propagation private sh "$0" "$@"
fi
root=$1 folders=$2 here=$3
shift 3
mount --rbind /dev "$root/dev"
# Swift finds its own libraries by way of /proc/self/exe
mount -t proc proc "$root/proc"
IFS=:
for folder in $folders; do
  mkdir -p "$root$folder"
  mount --bind "$folder" "$root$folder"
done
unset IFS
exec chroot "$root" /usr/bin/env -i HOME=/tmp PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 TMPDIR=/tmp \
  CI="${CI:-}" sh -c 'cd "$1" && shift && exec "$@"' sh "$here" "$@"
